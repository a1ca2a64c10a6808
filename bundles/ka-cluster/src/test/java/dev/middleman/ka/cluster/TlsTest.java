package dev.middleman.ka.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.testkit.control.TestIdentity;
import dev.middleman.testkit.time.RealTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jgroups.stack.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members over TCP with TLS, on ports of loopback that the system chose. */
@Timeout(120)
class TlsTest {
    @TempDir
    static Path folder;

    private static SSLContext members;
    private static SSLContext strangers;

    private final RealTime time = new RealTime(50);
    private final List<Member> started = new ArrayList<>();
    private final List<InetSocketAddress> known = new ArrayList<>();
    private volatile InetSocketAddress place;

    @BeforeAll
    static void makeKeys() throws IOException {
        Silence.begin();
        members = MemberKey.load(TestIdentity.pkcs12(folder, "members"), TestIdentity.PASSWORD.toCharArray())
                .context();
        strangers = MemberKey.load(TestIdentity.pkcs12(folder, "strangers"), TestIdentity.PASSWORD.toCharArray())
                .context();
    }

    @AfterEach
    void close() {
        started.forEach(Member::close);
        time.close();
    }

    /** On a port that nobody has at this moment: members have to be told of each other before they are there. */
    private List<Protocol> stack(SSLContext key) throws IOException {
        place = freePlace();
        List<InetSocketAddress> all = new ArrayList<>(known);
        all.add(place);
        return Stack.overTls(place, all, MemberKey.sockets(key), new Marks(Village.SECRET));
    }

    private static InetSocketAddress freePlace() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }

    /** Should somebody have taken its port, it tries another one when it tries again. */
    private Member member() throws Exception {
        Member member =
                new Member(() -> stack(members), new Marks(Village.SECRET), new Member.Clock(time, time), 1_000);
        started.add(member);
        member.start();
        int expected = started.size();
        time.await("all members see each other", () -> started.stream().allMatch(one -> one.members() == expected));
        known.add(place);
        return member;
    }

    @Test
    void shouldShareItsPeersOverTls() throws Exception {
        Member a = member();
        Member b = member();
        Member c = member();
        b.join(new RecordingHome());

        Peers.show(1, b);

        time.await(
                "all know it",
                () -> a.holder(Peers.name(1)).isPresent()
                        && c.holder(Peers.name(1)).isPresent());
    }

    @Test
    void shouldNotLetInWhoHasAnotherKey() throws Exception {
        Member a = member();
        try (Group friend = new Group(stack(members), deaf())) {
            friend.connect();
            time.await("the same member with the key is in", () -> a.members() == 2 && friend.size() == 2);
        }
        time.await("it left", () -> a.members() == 1);

        try (Group stranger = new Group(stack(strangers), deaf())) {
            stranger.connect();

            assertThat(stranger.size()).as("it is alone").isEqualTo(1);
        }
        assertThat(a.members()).isEqualTo(1);
        assertThat(a.totals().received()).isZero();
    }

    @Test
    void shouldShakeHandsByTls13() throws Exception {
        member();
        InetSocketAddress place = known.get(0);

        try (SSLSocket friend = (SSLSocket) members.getSocketFactory().createSocket()) {
            friend.connect(place);
            friend.startHandshake();
            assertThat(friend.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(friend.getSession().getPeerCertificates()).hasSize(1);
        }
    }

    @Test
    void shouldHangUpOnWhoeverShowsNoKeyOfAMember() throws Exception {
        member();
        KeyManagerFactory theirs = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        theirs.init(store("members"), TestIdentity.PASSWORD.toCharArray());
        KeyManagerFactory others = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        others.init(store("strangers"), TestIdentity.PASSWORD.toCharArray());

        assertThat(listen(theirs.getKeyManagers()))
                .as("a member that says nothing is bidden farewell")
                .isEqualTo(-1);
        assertThatThrownBy(() -> listen(others.getKeyManagers())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> listen(null)).isInstanceOf(IOException.class);
    }

    /** What a member says to a caller who takes it for whatever it is. */
    private int listen(KeyManager[] keys) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("members", store("members").getCertificate("ka"));
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys, trust.getTrustManagers(), null);
        try (SSLSocket caller = (SSLSocket) context.getSocketFactory().createSocket()) {
            caller.connect(known.get(0));
            caller.startHandshake();
            return caller.getInputStream().read();
        }
    }

    private static KeyStore store(String name) throws Exception {
        return KeyStore.getInstance(folder.resolve(name + ".p12").toFile(), TestIdentity.PASSWORD.toCharArray());
    }

    private static Group.Listener deaf() {
        return new Group.Listener() {
            @Override
            public void changed(long self, Set<Long> others) {
                // not of interest
            }

            @Override
            public void came(long member, byte[] bytes) {
                // not of interest
            }

            @Override
            public void cameUnreadable() {
                // not of interest
            }
        };
    }
}
