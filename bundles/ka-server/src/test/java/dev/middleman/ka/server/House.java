package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.SpareLeg;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A KA core in virtual time, with peers and middle-men that the test moves. For one thread. */
final class House {
    static final long SEED = 20_261_123L;
    static final Octets REALM = Octets.of(new byte[32]);
    static final Octets NONCE = Octets.of(new byte[32]);
    static final Octets CALLER_BLOB = Octets.of(new byte[] {1, 2, 3});
    static final String TARGETS_ADDRESS = "192.0.2.200";
    static final Octets TARGET_BLOB = Octets.of(new byte[] {4, 5, 6, 7});

    final VirtualTime time;
    final List<FakeMiddleman> middleMen = new ArrayList<>();
    final KaCore core;
    final Agenda agenda;
    SelectionPolicy selection;
    private long txn;
    private long association = 1_000;

    House() {
        this(KaSettings.DEFAULTS);
    }

    House(KaSettings settings) {
        this(settings, Policies.NONE);
    }

    House(KaSettings settings, Policies others) {
        this(settings, others, Optional.empty());
    }

    House(KaSettings settings, Policies others, Optional<Rehearsal> rehearsal) {
        this(new VirtualTime(), SEED, settings, others, rehearsal);
    }

    /** Beside others in the same time. @param number tells it from them: what it draws is not what they draw */
    House(VirtualTime time, int number, KaSettings settings) {
        this(time, SEED + number, settings, Policies.NONE, Optional.empty());
    }

    private House(VirtualTime time, long seed, KaSettings settings, Policies others, Optional<Rehearsal> rehearsal) {
        this.time = time;
        System.out.println("seed " + seed);
        Policies policies = new Policies(
                () -> Optional.ofNullable(selection), others.membership(), others.admissionNow(), others.realmsNow());
        Turns turns = new Turns(failure -> {
            throw failure;
        });
        this.agenda = new Agenda(time, time, turns);
        this.core = new KaCore(settings, policies, agenda, new Random(seed), rehearsal);
    }

    static KaSettings settings(KaSettings.Rates rates, KaSettings.Sizes sizes) {
        return new KaSettings(KaSettings.Waits.DEFAULTS, rates, sizes, 3, 30, false);
    }

    static KaSettings generous() {
        return settings(new KaSettings.Rates(1_000, 1_000, 1_000), KaSettings.Sizes.DEFAULTS);
    }

    static Endpoint ip(String text) {
        try {
            return IpText.parse(text);
        } catch (WireException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Pid pid(int number) {
        return new Pid(0x2001_0db8_0000_0000L, number);
    }

    Inquirer inquirer() {
        return new Inquirer(time);
    }

    // --- middle-men

    FakeMiddleman middleman(String address) {
        return middleman(address, "operator of " + address);
    }

    FakeMiddleman middleman(String address, String operator) {
        FakeMiddleman fake = new FakeMiddleman(time, ip(address));
        Inquirer reply = register(fake, registration(List.of(fake.address()), operator));
        assertThat(reply.status()).isEqualTo(Status.CREATED);
        fake.cap = reply.name();
        middleMen.add(fake);
        return fake;
    }

    Inquirer register(FakeMiddleman fake, RegisterMiddleman body) {
        Inquirer reply = inquirer();
        core.registerMiddleman(pub(fake.number), body, fake.address().withPort(40_000), fake, reply);
        return reply;
    }

    static Octets pub(int number) {
        return Octets.of(ByteBuffer.allocate(32).putInt(number).array());
    }

    static RegisterMiddleman registration(List<Endpoint> endpoints, String operator) {
        return new RegisterMiddleman(
                1,
                NONCE,
                endpoints,
                100,
                20_000,
                5_000,
                600,
                operator,
                List.of("latch-a", "latch-h"),
                3_600,
                Octets.EMPTY);
    }

    int holds() {
        return middleMen.stream().mapToInt(m -> m.holds.size()).sum();
    }

    // --- peers

    Target target(int number, Accept accept) {
        return target(number, accept, Families.BOTH);
    }

    static RegisterPeer registrationIn(Octets realm) {
        return new RegisterPeer(realm, NONCE, 3_600, Accept.ASK, Families.BOTH, LatchMode.KNOCK, Octets.EMPTY);
    }

    Target target(int number, Accept accept, Families af) {
        return target(REALM, number, accept, af);
    }

    Target target(Octets realm, int number, Accept accept, Families af) {
        Inquirer registration = inquirer();
        core.registerPeer(
                new KnownPeer.Id(realm, pid(number)),
                new RegisterPeer(realm, NONCE, 3_600, accept, af, LatchMode.KNOCK, Octets.EMPTY),
                registration);
        assertThat(registration.status()).isEqualTo(Status.CREATED);
        Inquirer inbox = inquirer();
        core.watchInbox(registration.name(), inbox);
        return new Target(this, registration.name(), inbox);
    }

    /** A registered peer that observes its inbox. */
    record Target(House house, Octets cap, Inquirer inbox) {
        Octets offer(int index) throws WireException {
            return inbox.inbox().offers().get(index).iid();
        }

        int offers() throws WireException {
            return inbox.inbox().offers().size();
        }

        Inquirer says(Octets iid, boolean ok) {
            return says(iid, new TargetAnswer(ok, ok ? TARGET_BLOB : Octets.EMPTY, Families.BOTH, LatchMode.KNOCK));
        }

        Inquirer says(Octets iid, TargetAnswer answer) {
            return says(TARGETS_ADDRESS, iid, answer);
        }

        Inquirer says(String from, Octets iid, TargetAnswer answer) {
            Inquirer reply = house.inquirer();
            house.core.answerOffer(
                    ip(from).withPort(50_001),
                    iid,
                    answer,
                    new Exchange.Request(Exchange.hash(answer.encode()), ++house.association, reply));
            return reply;
        }
    }

    // --- look-ups

    LookUp lookUpOf(int target) {
        return lookUpOf(target, Families.BOTH, List.of());
    }

    LookUp lookUpOf(int target, Families af, List<Endpoint> avoid) {
        return lookUpOf(REALM, target, af, avoid);
    }

    LookUp lookUpOf(Octets realm, int target, Families af, List<Endpoint> avoid) {
        Octets freshTxn = Octets.of(ByteBuffer.allocate(8).putLong(++txn).array());
        return new LookUp(
                realm,
                pid(target),
                freshTxn,
                Octets.EMPTY,
                Octets.EMPTY,
                CALLER_BLOB,
                af,
                LatchMode.KNOCK,
                1,
                1,
                avoid);
    }

    /** The same look-up by a caller that latches in this mode. */
    static LookUp latching(LookUp body, LatchMode latch) {
        return with(body, latch, body.count());
    }

    /** The same look-up for so many middle-men side by side. */
    static LookUp several(LookUp body, int count) {
        return with(body, body.latch(), count);
    }

    private static LookUp with(LookUp body, LatchMode latch, int count) {
        return new LookUp(
                body.realm(),
                body.to(),
                body.txn(),
                body.nonce(),
                body.credential(),
                body.blob(),
                body.af(),
                latch,
                body.hops(),
                count,
                body.avoid());
    }

    /** The middle-men of a line among these, by one address each. */
    static List<FakeMiddleman> through(Line line, List<FakeMiddleman> all) {
        List<FakeMiddleman> introduced = new ArrayList<>();
        introduced.add(owner(line.endpoints(), all));
        for (SpareLeg leg : line.more()) {
            introduced.add(owner(leg.endpoints(), all));
        }
        return introduced;
    }

    private static FakeMiddleman owner(List<Endpoint> endpoints, List<FakeMiddleman> all) {
        return all.stream()
                .filter(m -> endpoints.stream().allMatch(m.address()::sameAddress))
                .findFirst()
                .orElseThrow();
    }

    Inquirer lookUp(String caller, LookUp body) {
        return lookUp(caller, body, ++association);
    }

    Inquirer lookUp(String caller, LookUp body, long associationId) {
        Inquirer reply = inquirer();
        core.lookUp(
                ip(caller).withPort(50_000),
                body,
                Policies.Proof.none(body.credential()),
                new Exchange.Request(Exchange.hash(body.encode()), associationId, reply));
        time.pass(0);
        return reply;
    }

    Inquirer lookUp(String caller, int target) {
        return lookUp(caller, lookUpOf(target));
    }
}
