package dev.middleman.ka.cluster;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.testkit.time.RealTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jgroups.Address;
import org.jgroups.View;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.SHARED_LOOPBACK;
import org.jgroups.protocols.SHARED_LOOPBACK_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.Protocol;

/** Members inside this process, with a network between them that the test cuts and mends. For one thread. */
public final class Village implements AutoCloseable {
    static final String SECRET = "only members know it";

    static {
        Silence.begin();
    }

    public final RealTime time = new RealTime(50);
    private final List<Member> members = new ArrayList<>();
    private final Map<Member, List<Protocol>> stacks = new HashMap<>();
    private final Stack.Pace pace;

    /** Nobody is thought dead only because the machine is slow. */
    public Village() {
        this(60_000);
    }

    /** @param silenceMs after how long without a sign of life a member counts as gone */
    Village(long silenceMs) {
        this.pace = new Stack.Pace(2_000, 900, silenceMs);
    }

    static List<Protocol> network() {
        return List.of(new SHARED_LOOPBACK(), new DISCARD(), new SHARED_LOOPBACK_PING());
    }

    List<Protocol> stack(String secret) {
        return Stack.above(network(), new Marks(secret), pace);
    }

    /** Another member, once it is in. */
    Member member() throws Exception {
        List<Protocol> stack = stack(SECRET);
        Member member = new Member(() -> stack, new Marks(SECRET), new Member.Clock(time, time), 1_000);
        members.add(member);
        stacks.put(member, stack);
        member.start();
        int expected = members.size();
        time.await("all members see each other", () -> members.stream().allMatch(one -> one.members() == expected));
        return member;
    }

    /** Another member, for the desks. */
    public Cluster cluster() throws Exception {
        return member();
    }

    private <T extends Protocol> T protocol(Member member, Class<T> kind) {
        return stacks.get(member).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Nothing comes from this member any more, and nothing gets there; it does not say goodbye. */
    public void kill(Cluster cluster) {
        Member member = (Member) cluster;
        members.remove(member);
        DISCARD net = protocol(member, DISCARD.class);
        net.discardAll(true);
        Address dead = net.getAddress();
        members.forEach(other -> protocol(other, DISCARD.class).addIgnoreMember(dead));
    }

    /** This member says goodbye. */
    void leave(Member member) throws Exception {
        members.remove(member);
        stacks.remove(member);
        member.close();
        int expected = members.size();
        time.await("it is missed", () -> members.stream().allMatch(one -> one.members() == expected));
    }

    /** Cuts the network between everyone and everyone else, and lets them notice at once. */
    void split() {
        for (Member member : members) {
            DISCARD net = protocol(member, DISCARD.class);
            members.stream()
                    .filter(other -> other != member)
                    .forEach(other ->
                            net.addIgnoreMember(protocol(other, DISCARD.class).getAddress()));
        }
        for (Member member : members) {
            GMS gms = protocol(member, GMS.class);
            long next = gms.getViewId().getId() + 1;
            gms.installView(View.create(gms.getAddress(), next, gms.getAddress()));
        }
    }

    /** Mends it; that they find each other again takes a moment. */
    void mend() throws Exception {
        members.forEach(member -> protocol(member, DISCARD.class).resetIgnoredMembers());
        int expected = members.size();
        time.await(
                "all members see each other again", () -> members.stream().allMatch(one -> one.members() == expected));
    }

    @Override
    public void close() {
        stacks.keySet().forEach(Member::close);
        time.close();
    }
}
