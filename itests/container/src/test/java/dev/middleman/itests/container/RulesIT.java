package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.peer.CallException;
import dev.middleman.peer.Identity;
import dev.middleman.peer.Membership;
import dev.middleman.peer.Peer;
import dev.middleman.peer.PeerBuilder;
import dev.middleman.wire.IpText;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.MemberCertificate;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * One KA server, three realms, each with another rule for its members: rules for members and for the choice of middle-men are
 * stopped and started while members of all three look each other up. Nothing restarts, and nobody else notices.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RulesIT {
    private static final int REFUSED_AFTER_MS = 2_000;
    private static final int A_FEW = 2;
    private static final long LATER = 9_999_999_999L;
    private static final Octets SECRET = filled(7, 32);

    private final BundleContext context = Bundles.context();
    private final KeyPair realmKey = Ed25519.generate();
    private final Octets openRealm = filled(1, 32);
    private final Octets pskRealm = filled(2, 32);
    private final Octets certRealm = RealmDocument.realmIdOf(Ed25519.raw(realmKey.getPublic()));
    private final List<Circle> circles = new ArrayList<>();
    private Village village;

    private static Octets filled(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return Octets.of(bytes);
    }

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node()};
    }

    @Before
    public void open() throws Exception {
        village = new Village(context);
        village.update(
                village.admin().getConfiguration("dev.middleman.policy.psk", "?"),
                Map.of(".secrets", new String[] {pskRealm.toBase64Url() + " " + SECRET.toBase64Url()}));
        village.open(
                context,
                Map.of(
                        "realms",
                        new String[] {
                            openRealm.toBase64Url() + " open",
                            pskRealm.toBase64Url() + " psk",
                            certRealm.toBase64Url() + " cert"
                        },
                        "refusalWaitMs",
                        REFUSED_AFTER_MS));
        village.services()
                .await(
                        "the rules for members",
                        () -> village.services().all(MembershipPolicy.class).size() == 3);
        Identity member = Identity.create();
        Octets certificate =
                MemberCertificate.sign(realmKey, member.publicKey(), LATER).encode();
        circles.add(new Circle("open", openRealm, Peer.builder(), 1));
        circles.add(new Circle("psk", pskRealm, Peer.builder().membership(Membership.bySecret(SECRET)), 2));
        circles.add(new Circle(
                "cert",
                certRealm,
                Peer.builder().identity(member).membership(Membership.byCertificate(certificate)),
                3));
    }

    @After
    public void close() throws Exception {
        for (Circle circle : circles) {
            circle.enough();
        }
        village.close();
    }

    /** A realm in which a member calls a target that accepts members only, again and again. */
    private final class Circle {
        private final String rule;
        private final Octets realm;
        private final Peer target;
        private final Peer member;
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Thread calling;
        private volatile boolean enough;

        Circle(String rule, Octets realm, PeerBuilder caller, int number) throws Exception {
            this.rule = rule;
            this.realm = realm;
            this.target = village.peer(in(Peer.builder(), "127.0.2." + number));
            this.member = village.peer(in(caller, "127.0.1." + number));
            target.register(Accept.MEMBERS, line -> {}).toCompletableFuture().get(20, TimeUnit.SECONDS);
            calling = new Thread(this::callOn, "calling-" + rule);
            calling.start();
        }

        PeerBuilder in(PeerBuilder builder, String ip) throws Exception {
            return builder.realmId(realm).bind(IpText.parse(ip)).sealed(false);
        }

        private void callOn() {
            try {
                while (!enough) {
                    (isLetIn(member) ? opened : refused).incrementAndGet();
                }
            } catch (Exception | AssertionError e) {
                failure.set(e);
            }
        }

        /** Whether a call gets through; any other failure than that there is nobody is one. */
        boolean isLetIn(Peer caller) throws Exception {
            try {
                village.call(caller, target).close();
                return true;
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(CallException.class);
                assertThat(((CallException) e.getCause()).reason()).isEqualTo(CallException.Reason.NOT_FOUND);
                return false;
            }
        }

        void awaitAFew(AtomicInteger counter, String what) throws InterruptedException {
            int before = counter.get();
            village.services()
                    .await(what + " under " + rule, () -> counter.get() >= before + A_FEW || failure.get() != null);
            assertThat(failure.get()).as(rule).isNull();
        }

        void enough() throws InterruptedException {
            enough = true;
            calling.join();
        }
    }

    private void awaitCallsOfAll() throws InterruptedException {
        for (Circle circle : circles) {
            circle.awaitAFew(circle.opened, "calls");
        }
    }

    private static Bundle rule(BundleContext context, String name) {
        return Bundles.matching(context, ("policy." + name)::equals).get(0);
    }

    @Test(timeout = 180_000)
    public void shouldSwapEveryRuleForMembersWhileAllLookUp() throws Exception {
        awaitCallsOfAll();
        for (Circle circle : circles) {
            assertThat(circle.refused).as("before anything was stopped").hasValue(0);
        }
        for (Circle circle : circles) {
            Bundle rule = rule(context, circle.rule);
            rule.stop();
            circle.awaitAFew(circle.refused, "refusals");
            int openedBefore = circle.opened.get();
            for (Circle other : circles) {
                if (other != circle) {
                    int refusedBefore = other.refused.get();
                    other.awaitAFew(other.opened, "calls");
                    assertThat(other.refused)
                            .as("%s while %s is stopped", other.rule, circle.rule)
                            .hasValue(refusedBefore);
                }
            }
            assertThat(circle.opened).as(circle.rule + " while stopped").hasValue(openedBefore);
            rule.start();
            circle.awaitAFew(circle.opened, "calls");
        }
        awaitCallsOfAll();
    }

    @Test(timeout = 120_000)
    public void shouldSwapTheChoiceOfMiddleMenWhileAllLookUp() throws Exception {
        for (String policy : List.of("first", "draw")) {
            assertThat(village.services().one(SelectionPolicy.class).name()).isEqualTo(policy);
            awaitCallsOfAll();
            rule(context, policy).stop();
        }
        assertThat(village.services().one(SelectionPolicy.class).name()).isEqualTo("sticky");
        awaitCallsOfAll();
        rule(context, "sticky").stop();
        assertThat(village.services().all(SelectionPolicy.class)).isEmpty();
        awaitCallsOfAll();
        for (String policy : List.of("sticky", "draw", "first")) {
            rule(context, policy).start();
            assertThat(village.services().one(SelectionPolicy.class).name()).isEqualTo(policy);
            awaitCallsOfAll();
        }
        for (Circle circle : circles) {
            assertThat(circle.refused).as("refusals under " + circle.rule).hasValue(0);
        }
    }

    @Test(timeout = 60_000)
    public void shouldLetStrangersInWhereTheRuleIsOpenOnly() throws Exception {
        for (Circle circle : circles) {
            Peer stranger = village.peer(circle.in(Peer.builder(), "127.0.1.9"));
            assertThat(circle.isLetIn(stranger)).as(circle.rule).isEqualTo(circle.rule.equals("open"));
        }
    }
}
