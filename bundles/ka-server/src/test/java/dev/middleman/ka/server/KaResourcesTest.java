package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Families;
import dev.middleman.api.policy.Applicant;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.ErrorBody;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.GrantedLeg;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.control.RefreshMiddleman;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.MemberProof;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KaResourcesTest {
    private static final Octets KA_ID = Octets.of(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    });

    private final House house = new House(House.generous());
    private final Proofs proofs = new Proofs(KA_ID, house.time, new Random(House.SEED));
    private final KaResources resources =
            new KaResources(house.core, proofs, new Gate(1_000, Set.of(), house.time, new Random(House.SEED)));
    private final KeyPair key = Ed25519.generate();
    private final FakeAssociation caller = new FakeAssociation(1, "192.0.2.1");
    private final FakeAssociation target = new FakeAssociation(2, "192.0.2.2");
    private final FakeAssociation node = new FakeAssociation(3, "198.51.100.1");

    private record Request(
            Method method, String path, byte[] payload, boolean isJson, boolean wantsObserve, Association association)
            implements ControlRequest {}

    private Inquirer ask(Association association, Method method, String path, byte[] payload) {
        return ask(new Request(method, path, payload, true, false, association));
    }

    private Inquirer ask(Association association, Method method, String path) {
        return ask(association, method, path, new byte[0]);
    }

    private Inquirer ask(Request request) {
        Inquirer reply = house.inquirer();
        resources.handle(request, reply);
        house.time.pass(0);
        return reply;
    }

    private Octets nonce() throws Exception {
        NonceAnswer answer =
                NonceAnswer.parse(ask(caller, Method.GET, "/n").answer().payload());
        assertThat(answer.kaId()).isEqualTo(KA_ID);
        return answer.nonce();
    }

    private RegisterPeer peer(Octets nonce, LatchMode latch) {
        return new RegisterPeer(House.REALM, nonce, 300, Accept.OPEN, Families.BOTH, latch, Octets.EMPTY);
    }

    private byte[] signedPeer(Octets nonce) {
        byte[] body = peer(nonce, LatchMode.KNOCK).encode();
        return SignedRequest.sign(body, ProofContext.ofPeer(House.REALM, KA_ID, nonce), key)
                .encode();
    }

    private byte[] signedMiddleman(Octets nonce) {
        RegisterMiddleman body = new RegisterMiddleman(
                1, nonce, List.of(House.ip("198.51.100.1")), 10, 100, 100, 60, "x", List.of(), 120, Octets.EMPTY);
        return SignedRequest.sign(body.encode(), ProofContext.ofMiddleman(KA_ID, nonce), key)
                .encode();
    }

    private Pid pid() {
        return Pid.of(House.REALM, Ed25519.raw(key.getPublic()));
    }

    private LookUp lookUp(int txn, Octets nonce) {
        return new LookUp(
                House.REALM,
                pid(),
                Octets.of(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) txn}),
                nonce,
                Octets.EMPTY,
                House.CALLER_BLOB,
                Families.BOTH,
                LatchMode.KNOCK,
                1,
                1,
                List.of());
    }

    private static String text(Answer answer) {
        return new String(answer.payload(), StandardCharsets.US_ASCII);
    }

    private void assertNotProven(Inquirer reply) throws Exception {
        assertThat(reply.status()).isEqualTo(Status.UNAUTHORIZED);
        assertThat(ErrorBody.parse(reply.answer().payload()).nonce().length()).isEqualTo(32);
    }

    @Test
    void shouldIntroduceTwoPeersOverItsResources() throws Exception {
        node.answering = ask -> switch (ask.method()) {
            case POST -> Answer.of(Status.CREATED).at("/s/AAAAAAAAAAAAAAAAAAAAAA");
            case PUT -> Answer.of(Status.CHANGED, granted().encode());
            default -> Answer.of(Status.DELETED);
        };
        Inquirer middleman = ask(node, Method.POST, "/m", signedMiddleman(nonce()));
        assertThat(middleman.status()).isEqualTo(Status.CREATED);
        Inquirer registered = ask(target, Method.POST, "/p", signedPeer(nonce()));
        String location = registered.answer().location();
        Inquirer inbox = ask(new Request(Method.GET, location + "/in", new byte[0], true, true, target));
        assertThat(inbox.inbox().offers()).isEmpty();

        Inquirer asked = ask(caller, Method.POST, "/x", lookUp(1, Octets.EMPTY).encode());
        String offer = "/x/" + inbox.inbox().offers().get(0).iid().toBase64Url();
        TargetAnswer yes = new TargetAnswer(true, House.TARGET_BLOB, Families.BOTH, LatchMode.KNOCK);
        Inquirer said = ask(target, Method.POST, offer, yes.encode());

        assertThat(asked.status()).isEqualTo(Status.CREATED);
        assertThat(said.status()).isEqualTo(Status.CHANGED);
        assertThat(asked.line().sid()).isEqualTo(1);
        assertThat(said.line().sid()).isEqualTo(2);
        assertThat(ask(target, Method.GET, location + "/in").inbox().offers()).isEmpty();
        assertThat(ask(target, Method.POST, location).status()).isEqualTo(Status.CHANGED);
        assertThat(ask(target, Method.DELETE, location).status()).isEqualTo(Status.DELETED);
        assertThat(ask(target, Method.POST, location).status()).isEqualTo(Status.NOT_FOUND);
        String node2 = middleman.answer().location();
        assertThat(ask(node, Method.POST, node2, new RefreshMiddleman(3, true).encode())
                        .status())
                .isEqualTo(Status.CHANGED);
        assertThat(ask(node, Method.DELETE, node2).status()).isEqualTo(Status.DELETED);
    }

    private static Granted granted() {
        return new Granted(leg(1), leg(2), 60, 86_400);
    }

    private static GrantedLeg leg(int sid) {
        return new GrantedLeg(
                Optional.of(House.ip("198.51.100.1")), Optional.empty(), List.of(20_000), sid, Octets.of(new byte[16]));
    }

    @Test
    void shouldPadEveryAnswer() throws Exception {
        List<Inquirer> answers = List.of(
                ask(caller, Method.GET, "/n"),
                ask(caller, Method.GET, "/nothing"),
                ask(caller, Method.DELETE, "/n"),
                ask(caller, Method.POST, "/p", new byte[] {1}),
                ask(caller, Method.POST, "/p", signedPeer(House.NONCE)),
                ask(caller, Method.POST, "/x", lookUp(1, Octets.EMPTY).encode()),
                ask(caller, Method.DELETE, "/x/AAAAAAAAAAAAAAAAAAAAAA"),
                ask(target, Method.POST, "/p", signedPeer(nonce())));

        assertThat(answers)
                .allSatisfy(each -> assertThat(each.answer().payload()).hasSize(256));
    }

    @Test
    void shouldTakeAProofOnceAndOnlyWhileItsNonceIsFresh() throws Exception {
        byte[] proof = signedPeer(nonce());
        assertThat(ask(caller, Method.POST, "/p", proof).status()).isEqualTo(Status.CREATED);
        assertNotProven(ask(caller, Method.POST, "/p", proof));
        byte[] old = signedPeer(nonce());
        house.time.pass(62_000);
        assertNotProven(ask(caller, Method.POST, "/p", old));
        assertNotProven(ask(caller, Method.POST, "/p", signedPeer(House.NONCE)));

        Inquirer refused = ask(caller, Method.POST, "/p", signedPeer(House.NONCE));
        Octets fresh = ErrorBody.parse(refused.answer().payload()).nonce();
        assertThat(ask(caller, Method.POST, "/p", signedPeer(fresh)).status()).isEqualTo(Status.CREATED);
    }

    @Test
    void shouldRefuseAProofForAnotherServerRealmRoleKeyOrBody() throws Exception {
        Octets other = Octets.of(new byte[32]);
        Octets nonce = nonce();
        byte[] body = peer(nonce, LatchMode.KNOCK).encode();
        SignedRequest good = SignedRequest.sign(body, ProofContext.ofPeer(House.REALM, KA_ID, nonce), key);
        List<SignedRequest> bad = List.of(
                SignedRequest.sign(body, ProofContext.ofPeer(House.REALM, other, nonce), key),
                SignedRequest.sign(body, ProofContext.ofPeer(KA_ID, KA_ID, nonce), key),
                SignedRequest.sign(body, ProofContext.ofMiddleman(KA_ID, nonce), key),
                new SignedRequest(good.body(), Ed25519.raw(Ed25519.generate().getPublic()), good.sig()),
                new SignedRequest(
                        Octets.of(new RegisterPeer(
                                        House.REALM,
                                        nonce,
                                        301,
                                        Accept.OPEN,
                                        Families.BOTH,
                                        LatchMode.KNOCK,
                                        Octets.EMPTY)
                                .encode()),
                        good.pub(),
                        good.sig()));

        for (SignedRequest each : bad) {
            assertNotProven(ask(caller, Method.POST, "/p", each.encode()));
        }
        assertThat(ask(caller, Method.POST, "/p", good.encode()).status()).isEqualTo(Status.CREATED);
    }

    @Test
    void shouldTakeASignedLookUpAndGiveItsProofToThePolicy() throws Exception {
        List<Applicant> seen = new ArrayList<>();
        Policies policies = new Policies(
                Optional::empty,
                realm -> Optional.of(new MembershipPolicy() {
                    @Override
                    public String name() {
                        return "looking";
                    }

                    @Override
                    public boolean isMember(Applicant applicant) {
                        seen.add(applicant);
                        return true;
                    }
                }),
                new Admission.Open(),
                Set.of());
        House members = new House(House.generous(), policies);
        members.middleman("198.51.100.1");
        Proofs itsProofs = new Proofs(KA_ID, members.time, new Random(House.SEED));
        KaResources its = new KaResources(members.core, itsProofs, new Gate(9, Set.of(), members.time, new Random(1)));
        Octets nonce = NonceAnswer.parse(itsProofs.nonce().payload()).nonce();
        members.core.registerPeer(
                new KnownPeer.Id(House.REALM, pid()),
                new RegisterPeer(House.REALM, nonce, 300, Accept.MEMBERS, Families.BOTH, LatchMode.KNOCK, Octets.EMPTY),
                members.inquirer());
        byte[] body = lookUp(1, nonce).encode();
        ProofContext context = ProofContext.ofPeer(House.REALM, KA_ID, nonce);

        its.handle(
                new Request(
                        Method.POST,
                        "/x",
                        SignedRequest.sign(body, context, key).encode(),
                        true,
                        false,
                        caller),
                members.inquirer());
        members.time.pass(0);

        Octets pub = Ed25519.raw(key.getPublic());
        assertThat(seen).singleElement().satisfies(applicant -> {
            assertThat(applicant.realmId()).isEqualTo(House.REALM.toArray());
            assertThat(applicant.pub()).isEqualTo(pub.toArray());
            assertThat(applicant.proofInput()).isEqualTo(MemberProof.input(context, pub));
            assertThat(applicant.wallSeconds()).isEqualTo(members.time.wallSeconds());
        });
        assertThat(members.core.totals().offers()).isOne();
    }

    @Test
    void shouldTakeALookUpThatWasSignedAgainForTheSameOne() throws Exception {
        house.middleman("198.51.100.1");
        for (int time = 0; time < 2; time++) {
            Octets nonce = nonce();
            byte[] signed = SignedRequest.sign(
                            lookUp(1, nonce).encode(), ProofContext.ofPeer(House.REALM, KA_ID, nonce), key)
                    .encode();
            assertThat(ask(caller, Method.POST, "/x", signed).isAnswered()).isFalse();
        }

        assertThat(house.core.totals().lookUps()).isOne();
    }

    @Test
    void shouldSayWhatItDoesNotOffer() throws Exception {
        Octets nonce = nonce();
        byte[] hinted = SignedRequest.sign(
                        peer(nonce, LatchMode.HINT).encode(), ProofContext.ofPeer(House.REALM, KA_ID, nonce), key)
                .encode();
        String twoHops = new String(lookUp(1, Octets.EMPTY).encode(), StandardCharsets.US_ASCII)
                .replaceFirst("\"hops\":1", "\"hops\":2");
        String hinting = new String(lookUp(1, Octets.EMPTY).encode(), StandardCharsets.US_ASCII)
                .replaceFirst("\"latch\":\"K\"", "\"latch\":\"H\"");
        byte[] hintedTarget = new TargetAnswer(true, House.TARGET_BLOB, Families.BOTH, LatchMode.HINT).encode();

        for (Inquirer refused : List.of(
                ask(caller, Method.POST, "/p", hinted),
                ask(caller, Method.POST, "/x", twoHops.getBytes(StandardCharsets.US_ASCII)),
                ask(caller, Method.POST, "/x", hinting.getBytes(StandardCharsets.US_ASCII)),
                ask(target, Method.POST, "/x/AAAAAAAAAAAAAAAAAAAAAA", hintedTarget))) {
            assertThat(refused.status()).isEqualTo(Status.BAD_REQUEST);
            assertThat(text(refused.answer())).contains("not offered here");
        }
    }

    @Test
    void shouldLetPeersLatchByHintWhereTheOperatorSaysSo() throws Exception {
        KaSettings settings = new KaSettings(
                KaSettings.Waits.DEFAULTS,
                KaSettings.Rates.DEFAULTS,
                KaSettings.Sizes.DEFAULTS,
                3,
                30,
                false,
                false,
                true);
        House browsers = new House(settings);
        browsers.middleman("198.51.100.1");
        KaResources its =
                new KaResources(browsers.core, proofs, new Gate(9, Set.of(), browsers.time, new Random(House.SEED)));
        byte[] body = House.latching(lookUp(1, Octets.EMPTY), LatchMode.HINT).encode();

        Inquirer taken = browsers.inquirer();
        its.handle(new Request(Method.POST, "/x", body, true, false, caller), taken);
        browsers.time.pass(0);
        assertThat(taken.isAnswered()).isFalse();

        Inquirer byIp6 = browsers.inquirer();
        FakeAssociation other = new FakeAssociation(9, "2001:db8::1");
        byte[] ip4Only = new String(body, StandardCharsets.US_ASCII)
                .replaceFirst("\"af\":46", "\"af\":4")
                .getBytes(StandardCharsets.US_ASCII);
        its.handle(new Request(Method.POST, "/x", ip4Only, true, false, other), byIp6);
        assertThat(byIp6.status()).isEqualTo(Status.BAD_REQUEST);
        assertThat(text(byIp6.answer())).contains("did not come by a family of af 4");
    }

    @Test
    void shouldAnswerWhatItDoesNotUnderstand() {
        String name = "AAAAAAAAAAAAAAAAAAAAAA";
        for (String path :
                List.of("", "/", "/q", "/p/short", "/p/" + name + "/out", "/p/" + name + "/in/x", "p", "//p")) {
            assertThat(ask(caller, Method.GET, path).status()).as(path).isEqualTo(Status.NOT_FOUND);
        }
        assertThat(ask(caller, Method.GET, "/p/" + name + "/in").status()).isEqualTo(Status.NOT_FOUND);
        assertThat(ask(caller, Method.PUT, "/p/" + name).status()).isEqualTo(Status.METHOD_NOT_ALLOWED);
        assertThat(ask(caller, Method.GET, "/x").status()).isEqualTo(Status.METHOD_NOT_ALLOWED);
        assertThat(ask(caller, Method.POST, "/p", new byte[1_025]).status()).isEqualTo(Status.TOO_LARGE);
        assertThat(ask(new Request(Method.POST, "/x", new byte[] {'{', '}'}, false, false, caller))
                        .status())
                .isEqualTo(Status.UNSUPPORTED_FORMAT);
        for (String path : List.of("/p", "/x", "/m", "/x/" + name, "/m/" + name)) {
            assertThat(ask(caller, Method.POST, path).status()).as(path).isEqualTo(Status.BAD_REQUEST);
            assertThat(ask(caller, Method.POST, path, "{}".getBytes(StandardCharsets.US_ASCII))
                            .status())
                    .as(path)
                    .isEqualTo(Status.BAD_REQUEST);
        }
    }

    @Test
    void shouldLimitSignedRequestsOfACaller() throws Exception {
        KaResources strict = new KaResources(house.core, proofs, new Gate(2, Set.of(), house.time, new Random(1)));
        Inquirer last = null;
        for (int i = 0; i < 3; i++) {
            last = house.inquirer();
            strict.handle(new Request(Method.POST, "/p", signedPeer(nonce()), true, false, caller), last);
        }

        assertThat(last.status()).isEqualTo(Status.TOO_MANY_REQUESTS);
        assertThat(last.answer().maxAgeSeconds()).isBetween(1, 60);
        Inquirer other = house.inquirer();
        strict.handle(new Request(Method.POST, "/p", signedPeer(nonce()), true, false, target), other);
        assertThat(other.status()).isEqualTo(Status.CREATED);
    }

    @Test
    void shouldTakeAMiddlemansNonsenseForNo() throws Exception {
        node.answering = ask -> Answer.of(Status.CREATED).at("/elsewhere");
        ask(node, Method.POST, "/m", signedMiddleman(nonce()));
        ask(target, Method.POST, "/p", signedPeer(nonce()));
        Inquirer asked = ask(caller, Method.POST, "/x", lookUp(1, Octets.EMPTY).encode());
        Inquirer inbox = house.inquirer();
        assertThat(house.core.totals().offers()).isOne();
        assertThat(node.asked).isEmpty();
        // a new registration of the same key takes the offers over, so that the inbox can be read
        String location =
                ask(target, Method.POST, "/p", signedPeer(nonce())).answer().location();
        inbox = ask(target, Method.GET, location + "/in");
        TargetAnswer yes = new TargetAnswer(true, House.TARGET_BLOB, Families.BOTH, LatchMode.KNOCK);

        ask(target, Method.POST, "/x/" + inbox.inbox().offers().get(0).iid().toBase64Url(), yes.encode());

        assertThat(node.asked).hasSize(1);
        assertThat(asked.status()).isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void shouldAnswerAnyBytesWithoutThrowing() throws Exception {
        System.out.println("seed " + House.SEED);
        Random random = new Random(House.SEED);
        List<String> paths = List.of("/p", "/x", "/m", "/x/AAAAAAAAAAAAAAAAAAAAAA", "/m/AAAAAAAAAAAAAAAAAAAAAA");
        List<byte[]> seeds = List.of(
                signedPeer(nonce()),
                signedMiddleman(nonce()),
                lookUp(1, Octets.EMPTY).encode(),
                new RefreshMiddleman(1, false).encode());
        for (int i = 0; i < 20_000; i++) {
            byte[] good = seeds.get(random.nextInt(seeds.size()));
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (Arrays.equals(bytes, good)) {
                continue;
            }
            Inquirer reply = ask(caller, Method.POST, paths.get(random.nextInt(paths.size())), bytes);
            if (reply.isAnswered()) {
                assertThat(reply.status().isSuccess()).as(text(reply.answer())).isFalse();
                assertThat(reply.status()).isNotEqualTo(Status.INTERNAL_ERROR);
            }
        }
    }
}
