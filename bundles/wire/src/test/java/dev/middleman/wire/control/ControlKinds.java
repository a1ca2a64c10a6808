package dev.middleman.wire.control;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.Kind;
import dev.middleman.wire.Rnd;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Every control message. */
public final class ControlKinds {
    private static final int MAX = Integer.MAX_VALUE;

    private ControlKinds() {}

    public static List<Kind<?>> all() {
        return List.of(
                new Kind<>("NonceAnswer", ControlKinds::nonceAnswer, NonceAnswer::encode, NonceAnswer::parse),
                new Kind<>("ErrorBody", ControlKinds::errorBody, ErrorBody::encode, ErrorBody::parse),
                new Kind<>("RegisterPeer", ControlKinds::registerPeer, RegisterPeer::encode, RegisterPeer::parse),
                new Kind<>("Registered", ControlKinds::registered, Registered::encode, Registered::parse),
                new Kind<>("Refreshed", ControlKinds::refreshed, Refreshed::encode, Refreshed::parse),
                new Kind<>(
                        "RegisterMiddleman",
                        ControlKinds::registerMiddleman,
                        RegisterMiddleman::encode,
                        RegisterMiddleman::parse),
                new Kind<>(
                        "MiddlemanRegistered",
                        ControlKinds::middlemanRegistered,
                        MiddlemanRegistered::encode,
                        MiddlemanRegistered::parse),
                new Kind<>(
                        "RefreshMiddleman",
                        ControlKinds::refreshMiddleman,
                        RefreshMiddleman::encode,
                        RefreshMiddleman::parse),
                new Kind<>("LookUp", ControlKinds::lookUp, LookUp::encode, LookUp::parse),
                new Kind<>("Inbox", ControlKinds::inbox, Inbox::encode, Inbox::parse),
                new Kind<>("TargetAnswer", ControlKinds::targetAnswer, TargetAnswer::encode, TargetAnswer::parse),
                new Kind<>("Line", ControlKinds::line, Line::encode, Line::parse),
                new Kind<>("Hold", ControlKinds::hold, Hold::encode, Hold::parse),
                new Kind<>("Commit", ControlKinds::commit, Commit::encode, Commit::parse),
                new Kind<>("Granted", ControlKinds::granted, Granted::encode, Granted::parse),
                new Kind<>("NodeTotals", ControlKinds::nodeTotals, NodeTotals::encode, NodeTotals::parse));
    }

    /** The message with that name. */
    static Kind<?> named(String name) {
        return all().stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static NonceAnswer nonceAnswer(RandomGenerator r) {
        return new NonceAnswer(Rnd.octets(r, 32), Rnd.octets(r, 32));
    }

    private static ErrorBody errorBody(RandomGenerator r) {
        return new ErrorBody(Rnd.text(r, 160), nonceIfAny(r));
    }

    private static RegisterPeer registerPeer(RandomGenerator r) {
        return new RegisterPeer(
                Rnd.octets(r, 32),
                Rnd.octets(r, 32),
                Rnd.between(r, 30, 3_600),
                Rnd.one(r, Accept.class),
                Rnd.one(r, Families.class),
                Rnd.one(r, LatchMode.class),
                Rnd.maybe(r, 256));
    }

    private static Registered registered(RandomGenerator r) {
        return new Registered(Rnd.between(r, 1, 3_600), Rnd.between(r, 1, 3_600), Rnd.between(r, 0, 3_600));
    }

    private static Refreshed refreshed(RandomGenerator r) {
        return new Refreshed(Rnd.between(r, 1, 3_600));
    }

    private static RegisterMiddleman registerMiddleman(RandomGenerator r) {
        return new RegisterMiddleman(
                1,
                Rnd.octets(r, 32),
                r.nextBoolean() ? List.of(Rnd.ip(r)) : List.of(Rnd.ip6(r), Rnd.ip4(r)),
                Rnd.between(r, 0, MAX),
                Rnd.between(r, 1, MAX),
                Rnd.between(r, 1, MAX),
                Rnd.between(r, 1, 600),
                Rnd.text(r, 64),
                Rnd.list(r, 0, 16, any -> Rnd.text(any, 12)),
                Rnd.between(r, 30, 3_600),
                Rnd.maybe(r, 64));
    }

    private static MiddlemanRegistered middlemanRegistered(RandomGenerator r) {
        return new MiddlemanRegistered(
                Rnd.between(r, 1, 3_600),
                Rnd.between(r, 1, 3_600),
                Rnd.between(r, 0, 3_600),
                Rnd.ip(r).withPort(Rnd.between(r, 0, 65_535)));
    }

    private static RefreshMiddleman refreshMiddleman(RandomGenerator r) {
        return new RefreshMiddleman(Rnd.between(r, 0, MAX), r.nextBoolean());
    }

    private static LookUp lookUp(RandomGenerator r) {
        return new LookUp(
                Rnd.octets(r, 32),
                new Pid(r.nextLong(), r.nextLong()),
                Rnd.octets(r, 8),
                nonceIfAny(r),
                Rnd.maybe(r, 128), // not 256: not all of the longest fields fit one message
                Rnd.maybe(r, 256),
                Rnd.one(r, Families.class),
                Rnd.one(r, LatchMode.class),
                Rnd.between(r, 1, 2),
                Rnd.between(r, 1, 3),
                Rnd.list(r, 0, 4, any -> Rnd.ip(any).withPort(Rnd.between(any, 0, 65_535))));
    }

    private static Inbox inbox(RandomGenerator r) {
        return Inbox.fitting(Rnd.list(r, 0, 18, ControlKinds::offer));
    }

    static Offer offer(RandomGenerator r) {
        return new Offer(Rnd.octets(r, 16), Rnd.between(r, 0, 60), Rnd.maybe(r, 256));
    }

    private static TargetAnswer targetAnswer(RandomGenerator r) {
        return new TargetAnswer(
                r.nextBoolean(), Rnd.maybe(r, 480), Rnd.one(r, Families.class), Rnd.one(r, LatchMode.class));
    }

    private static Line line(RandomGenerator r) {
        List<SpareLeg> more = Rnd.list(r, 0, 2, ControlKinds::spareLeg);
        return new Line(
                        1,
                        Rnd.list(r, 1, 6, any -> Rnd.ip(any).withPort(Rnd.between(any, 1, 65_535))),
                        r.nextLong(),
                        Rnd.octets(r, 16),
                        Rnd.one(r, LatchMode.class),
                        Rnd.between(r, 1, 600),
                        Rnd.between(r, 1, 604_800),
                        r.nextBoolean() ? Line.CALLER : Line.TARGET,
                        Rnd.maybe(
                                r,
                                more.isEmpty()
                                        ? 470
                                        : Line.MAX_BLOB_BESIDE_MORE), // a real line has three endpoints a family,
                        // these may be six of IPv6
                        more)
                .fitting();
    }

    private static SpareLeg spareLeg(RandomGenerator r) {
        return new SpareLeg(
                Rnd.list(r, 1, 6, any -> Rnd.ip(any).withPort(Rnd.between(any, 1, 65_535))),
                r.nextLong(),
                Rnd.octets(r, 16),
                Rnd.between(r, 1, 600),
                Rnd.between(r, 1, 604_800));
    }

    private static Hold hold(RandomGenerator r) {
        return new Hold(Rnd.octets(r, 8), Rnd.one(r, Families.class), Rnd.between(r, 0, MAX), Rnd.between(r, 1, 10));
    }

    private static Commit commit(RandomGenerator r) {
        return new Commit(commitLeg(r), commitLeg(r));
    }

    private static CommitLeg commitLeg(RandomGenerator r) {
        LatchMode mode = Rnd.one(r, LatchMode.class);
        Optional<Endpoint> hint = mode == LatchMode.HINT ? Optional.of(Rnd.ip(r)) : Optional.empty();
        return new CommitLeg(mode, hint, r.nextBoolean());
    }

    private static Granted granted(RandomGenerator r) {
        return new Granted(grantedLeg(r), grantedLeg(r), Rnd.between(r, 1, 600), Rnd.between(r, 1, 604_800));
    }

    private static GrantedLeg grantedLeg(RandomGenerator r) {
        int families = r.nextInt(3);
        return new GrantedLeg(
                families == 1 ? Optional.empty() : Optional.of(Rnd.ip4(r)),
                families == 0 ? Optional.empty() : Optional.of(Rnd.ip6(r)),
                Rnd.list(r, 1, 3, any -> Rnd.between(any, 1, 65_535)),
                r.nextLong(),
                Rnd.octets(r, 16));
    }

    private static NodeTotals nodeTotals(RandomGenerator r) {
        return new NodeTotals(Rnd.between(r, -1, MAX), Rnd.between(r, 0, MAX), r.nextBoolean());
    }

    private static Octets nonceIfAny(RandomGenerator r) {
        return r.nextBoolean() ? Octets.EMPTY : Rnd.octets(r, 32);
    }
}
