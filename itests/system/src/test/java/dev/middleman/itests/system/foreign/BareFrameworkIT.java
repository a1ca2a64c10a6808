package dev.middleman.itests.system.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.node.GuestBundle;
import dev.middleman.itests.system.node.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A middle-man in frameworks that are started by their own programs, beside what they have already. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class BareFrameworkIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int NEWER_JAVA = 22;
    private static final String GUEST = "Netty 4\\.1\\.138, SLF4J 1\\.7\\.36";

    @TempDir
    Path folder;

    private Surroundings surroundings;
    private Kar kar;

    @BeforeEach
    void startAKaServer() throws IOException {
        surroundings = new Surroundings(folder);
        kar = Kar.unpack(folder);
    }

    @AfterEach
    void stopEverything() {
        surroundings.close();
    }

    @Test
    void shouldServeALineInAFelixThatTakesBundlesFromAFolder() throws Exception {
        serveInFelix(Path.of(System.getProperty("java.home")), "middleman-native", "netty-epoll");
    }

    @Test
    void shouldServeALineInAFelixOnANewerJavaWithItsTransport() throws Exception {
        Path java = Distribution.shared().java(folder);
        assumeTrue(
                Files.readString(java.resolve("release")).matches("(?s).*JAVA_VERSION=\"(2[2-9]|[3-9]\\d).*")
                        && Files.exists(kar.feature("middleman-native-java" + NEWER_JAVA)),
                "skipped: needs a JDK 22 or later, and a build without -DskipJdk25");
        serveInFelix(java, "middleman-native-java" + NEWER_JAVA, "ffm");
    }

    private void serveInFelix(Path java, String feature, String transport) throws IOException {
        BareFramework felix = new BareFramework(surroundings.host(), java, folder);
        Set<Path> theirs = new LinkedHashSet<>(kar.bundles("middleman-console"));
        theirs.removeIf(jar -> jar.getFileName().toString().matches("(dev\\.middleman|jackson|org\\.osgi|.*scr-).*"));
        Set<Path> ours = new LinkedHashSet<>(kar.bundles(feature));
        ours.addAll(kar.bundles("middleman-console"));
        ours.removeAll(theirs);
        theirs.add(BareFramework.fileInstall());
        Shell shell = felix.startFelix(List.copyOf(theirs));
        shell.awaitUp(LIMIT);

        for (Path jar : ours) {
            Path whole = Files.copy(jar, folder.resolve(jar.getFileName()));
            Files.move(whole, felix.watched().folder().resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        configure(felix);

        awaitCommands(shell);
        shell.awaitRegistered(LIMIT);
        shell.ask("middleman:swap", transport);
        surroundings.exchange();
        assertThat(shell.total("forwarded")).isPositive();
    }

    @Test
    void shouldServeALineInEquinoxBesideAnotherNettyAndAnotherLogger() throws Exception {
        BareFramework equinox =
                new BareFramework(surroundings.host(), Path.of(System.getProperty("java.home")), folder);
        List<Path> bundles = new ArrayList<>(Stream.of(
                        "slf4j-api",
                        "slf4j-simple",
                        "netty-common",
                        "netty-buffer",
                        "netty-resolver",
                        "netty-transport")
                .map(BareFramework::other)
                .toList());
        Path guest = folder.resolve("guest.jar");
        List<String> needs = Stream.of("io.netty.buffer", "io.netty.channel", "io.netty.util.concurrent")
                .map(name -> name + ";version=\"[4.1,4.2)\"")
                .toList();
        new GuestBundle(
                        NettyGuest.class,
                        List.of(),
                        Stream.concat(needs.stream(), Stream.of("org.slf4j;version=\"[1.7,2)\""))
                                .toList())
                .write(guest);
        bundles.add(guest);
        Set<Path> ours = new LinkedHashSet<>(kar.bundles("middleman-native"));
        ours.addAll(kar.bundles("middleman-console"));
        ours.removeIf(jar -> jar.getFileName().toString().startsWith("pax-logging"));
        bundles.addAll(ours);
        bundles.add(BareFramework.fileInstall());
        Shell shell = equinox.startEquinox(bundles);
        configure(equinox);

        awaitCommands(shell);
        shell.awaitRegistered(LIMIT);
        shell.ask("guest:netty", GUEST, LIMIT);
        surroundings.exchange();
        assertThat(shell.total("forwarded")).isPositive();

        // What a restart of the framework would do: their bundles choose anew what they are wired to.
        String id = shell.ask("felix:lb -s io.netty.common", "^ *(\\d+)\\|.*io.netty.common")
                .group(1);
        shell.ask("felix:refresh " + id + "; echo 'it' 'is' 'done'", "it is done", LIMIT);
        shell.askUntil("guest:netty", "Netty.*|not found", GUEST, LIMIT);
        surroundings.exchange();
    }

    private void configure(BareFramework framework) {
        framework
                .watched()
                .with("dev.middleman.engine-m1", surroundings.engine())
                .with("dev.middleman.ka.client-m1", surroundings.client());
    }

    /** Until the console's bundle is there, the shell does not know its commands. */
    private static void awaitCommands(Shell shell) {
        shell.awaitUp(LIMIT).askUntil("middleman:registrations --json", "\\[]|\\[\\{|not found", "\\[", LIMIT);
    }
}
