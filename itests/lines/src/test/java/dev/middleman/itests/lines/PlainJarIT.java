package dev.middleman.itests.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar for plain Java programs, in processes of its own, against a real KA server and middle-man. */
class PlainJarIT {
    private static final Path PLAIN = Path.of(System.getProperty("plain.class.path"));
    private static final Path JAR = PLAIN.resolve("middleman-peer.jar");

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private World world;
    private Path realm;

    @BeforeEach
    void start() throws Exception {
        world = new World(folder);
        world.addMiddleman(1);
        realm = Files.write(folder.resolve("home.realm"), world.realmFile());
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        world.close();
    }

    @Test
    void shouldCarryNothingUnderAForeignName() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> names = jar.stream().map(entry -> entry.getName()).toList();
            assertThat(names).anyMatch(name -> name.startsWith("dev/middleman/carried/bouncycastle/"));
            assertThat(names)
                    .filteredOn(name -> name.endsWith(".class"))
                    .allMatch(name -> name.startsWith("dev/middleman/"));
            assertThat(names).noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA|EC)"));
            assertThat(names)
                    .filteredOn(name -> name.matches("META-INF/services/.+"))
                    .allMatch(name -> name.startsWith("META-INF/services/dev.middleman."));
        }
    }

    @Test
    void shouldMakeARealCallBesideAnotherSlf4jAndLogNothing() throws Exception {
        String classPath = String.join(
                File.pathSeparator,
                JAR.toString(),
                PLAIN.resolve("slf4j-api.jar").toString(),
                PLAIN.resolve("slf4j-simple.jar").toString(),
                Path.of("target", "test-classes").toString());
        Process program = start(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-cp",
                classPath,
                PlainProgram.class.getName(),
                realm.toString()));
        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(printed.lines())
                .containsExactly("[main] INFO program - logs", "heard echo", "slf4j from slf4j-api.jar");
        assertThat(program.exitValue()).isZero();
        assertThat(folder.toFile().list()).contains("home.realm").doesNotContain("Californium3.properties");
    }

    @Test
    void shouldChatFromTheCommandLine() throws Exception {
        Process bob = peer("listen", "--realm", realm.toString(), "--accept", "ask", "--json", "--bind", "127.0.2.1");
        BufferedReader fromBob = bob.inputReader();
        String ready = fromBob.readLine();
        assertThat(ready).startsWith("{\"event\":\"ready\",\"pid\":\"");
        String pid = ready.substring(ready.indexOf("pid") + 6, ready.lastIndexOf('"'));
        Process alice = peer("call", pid, "--realm", realm.toString(), "--json", "--bind", "127.0.1.1");
        assertThat(fromBob.readLine()).startsWith("{\"event\":\"question\"");
        say(bob, "y");
        BufferedReader fromAlice = alice.inputReader();
        assertThat(fromAlice.readLine()).startsWith("{\"event\":\"ready\"").contains("\"peer\":\"" + pid + "\"");
        assertThat(fromBob.readLine()).isEqualTo("{\"event\":\"line\",\"sealed\":true}");
        say(alice, "good evening");
        assertThat(fromBob.readLine()).isEqualTo("{\"event\":\"text\",\"text\":\"good evening\"}");
        say(bob, "you too");
        assertThat(fromAlice.readLine()).isEqualTo("{\"event\":\"text\",\"text\":\"you too\"}");
        alice.getOutputStream().close();
        assertThat(alice.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(alice.exitValue()).isZero();
        assertThat(fromBob.readLine()).isEqualTo("{\"event\":\"line-closed\",\"reason\":\"GOODBYE\"}");
    }

    @Test
    void shouldTakeItsRegistrationBackWhenItIsToldToStop() throws Exception {
        Process bob = peer("listen", "--realm", realm.toString(), "--json", "--bind", "127.0.2.1");
        BufferedReader fromBob = bob.inputReader();
        assertThat(fromBob.readLine()).startsWith("{\"event\":\"ready\"");
        assertThat(world.ka().totals().peers()).isEqualTo(1);
        bob.toHandle().destroy(); // the process alone: its output is still to be read
        assertThat(fromBob.readLine()).startsWith("{\"event\":\"closed\"");
        assertThat(bob.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(world.ka().totals().peers()).isZero();
    }

    @Test
    void shouldExitWithTheStatusOfWhatWentWrong() throws Exception {
        Process call = peer("call", "fd00::1", "--realm", realm.toString(), "--bind", "127.0.1.1");
        String printed = new String(call.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(call.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(call.exitValue()).isEqualTo(3);
        assertThat(printed).contains("no such peer, or it does not want to");
    }

    private Process peer(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return start(command);
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    private static void say(Process process, String text) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }
}
