package dev.middleman.testkit.transport;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/** Starts a JVM that runs one test of ours, and says of the test here what came of it there. */
final class ConfinedProcess implements InvocationInterceptor {
    private static final String INSIDE = "middleman.test.confined";
    private static final long PATIENCE_S = 50;

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (Boolean.getBoolean(INSIDE)) {
            invocation.proceed();
        } else {
            invocation.skip();
            run(method.getExecutable().getAnnotation(Confined.class), context.getUniqueId());
        }
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        interceptTestMethod(invocation, method, context);
    }

    private static void run(Confined confined, String test) throws IOException, InterruptedException {
        if (confined.network()) {
            Program.require(
                    "a network namespace needs root and the programs unshare and ip (packages util-linux, iproute2)",
                    namespace(List.of("true")));
        }
        List<String> command = java(test);
        command = confined.openFiles() > 0 ? limited(confined.openFiles(), command) : command;
        command = confined.network() ? namespace(command) : command;
        Path output = Files.createTempFile("confined", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int code = end(process);
            judge(code, Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    private static int end(Process process) throws InterruptedException {
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new AssertionError("the test did not end in its own process in " + PATIENCE_S + " s");
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void judge(int code, String said) {
        if (code == OneTest.SKIPPED) {
            throw new TestAbortedException(said.strip());
        }
        if (code != OneTest.PASSED) {
            throw new AssertionError("in a process of its own: " + said);
        }
    }

    private static List<String> java(String test) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What grants native access, for example; not what a build tool adds for itself.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-D" + INSIDE + "=true", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(OneTest.class.getName(), test));
        return command;
    }

    private static List<String> limited(int openFiles, List<String> command) {
        return prefixed(List.of("sh", "-c", "ulimit -n " + openFiles + " && exec \"$@\"", "sh"), command);
    }

    private static List<String> namespace(List<String> command) {
        return prefixed(List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"), command);
    }

    private static List<String> prefixed(List<String> before, List<String> command) {
        List<String> all = new ArrayList<>(before);
        all.addAll(command);
        return all;
    }
}
