package dev.middleman.ka.cluster;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jgroups.protocols.AUTH;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jgroups.util.SocketFactory;

/** Which protocols of JGroups make a cluster, from the network upwards. Stateless. */
final class Stack {
    /**
     * How fast members notice each other.
     *
     * @param joinMs how long a member waits for others before it is one by itself
     * @param mergeMs how often members that do not see each other look for each other, at most
     * @param silenceMs after how long without a sign of life a member counts as gone
     */
    record Pace(long joinMs, long mergeMs, long silenceMs) {
        static final Pace DEFAULT = new Pace(3_000, 10_000, 10_000);
    }

    private static final int MAX_CREDITS = 2_000_000;

    private Stack() {}

    /** TCP with TLS, nothing else: no multicast, no diagnosis port, nothing on disk. */
    static List<Protocol> overTls(
            InetSocketAddress bind, Collection<InetSocketAddress> members, SocketFactory sockets, Marks marks) {
        TCP tcp = new TCP();
        tcp.setBindAddress(bind.getAddress());
        tcp.setBindPort(bind.getPort());
        tcp.setPortRange(0);
        tcp.disableDiagnostics();
        tcp.setSocketFactory(sockets);
        // A connection that says nothing holds up those behind it.
        tcp.setPeerAddrReadTimeout(1_000);
        TCPPING discovery = new TCPPING();
        discovery.setInitialHosts(members);
        discovery.setPortRange(0);
        return above(List.of(tcp, discovery), marks, Pace.DEFAULT);
    }

    /** What makes a group of whatever network there is. @param network a transport and a way to find others */
    static List<Protocol> above(List<Protocol> network, Marks marks, Pace pace) {
        List<Protocol> stack = new ArrayList<>(network);
        stack.add(new MERGE3().setMinInterval(pace.mergeMs() / 3).setMaxInterval(pace.mergeMs()));
        stack.add(new FD_ALL3().setTimeout(pace.silenceMs()).setInterval(pace.silenceMs() / 4));
        stack.add(new VERIFY_SUSPECT2());
        stack.add(new NAKACK2().useMcastXmit(false));
        stack.add(new UNICAST3());
        stack.add(new STABLE());
        stack.add(auth(marks));
        stack.add(new GMS().setJoinTimeout(pace.joinMs()).printLocalAddress(false));
        stack.add(new UFC().setMaxCredits(MAX_CREDITS));
        stack.add(new MFC().setMaxCredits(MAX_CREDITS));
        return stack;
    }

    /** Whoever joins shows that it knows the secret, and so does whoever lets it in. */
    private static AUTH auth(Marks marks) {
        AUTH auth = new AUTH().setAuthCoord(true);
        SecretToken token = new SecretToken(marks);
        token.setAuth(auth);
        return auth.setAuthToken(token);
    }
}
