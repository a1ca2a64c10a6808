package dev.middleman.launcher;

import dev.middleman.launcher.control.Reply;
import dev.middleman.launcher.level.Assessment;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * What a running node does on command from another terminal: tell its state, execute a command of the shell, stop. Thread-safe;
 * stateless.
 */
final class NodeControl implements Function<String, Reply> {

    /** Whether it is ready, its level and its parts. */
    static final String STATE = "state";
    /** The same, and the totals. */
    static final String STATUS = "status";

    static final String STOP = "stop";
    /** Before a command of the shell. */
    static final String SHELL = "shell ";

    /** First words of what {@link #STATE} and {@link #STATUS} are answered. */
    static final String READY = "READY";

    private static final String PROCESSOR = "org.apache.felix.service.command.CommandProcessor";
    private static final String SESSION = "org.apache.felix.service.command.CommandSession";
    /** {@code Converter.INSPECT}: a value at its full length, as a shell shows what a command returns. */
    private static final int AT_LENGTH = 0;

    private final BundleContext context;
    private final Supplier<List<String>> missing;
    private final Supplier<Assessment> level;
    private final Runnable stop;

    /**
     * @param missing what is not up yet, in words
     * @param stop begins to stop the node and returns
     */
    NodeControl(BundleContext context, Supplier<List<String>> missing, Supplier<Assessment> level, Runnable stop) {
        this.context = context;
        this.missing = missing;
        this.level = level;
        this.stop = stop;
    }

    @Override
    public Reply apply(String command) {
        if (command.equals(STATE)) {
            return new Reply(true, state());
        }
        if (command.equals(STATUS)) {
            return new Reply(true, state() + "\n\n" + shell("middleman:totals").text());
        }
        if (command.equals(STOP)) {
            stop.run();
            return new Reply(true, "");
        }
        if (command.startsWith(SHELL)) {
            return shell(command.substring(SHELL.length()));
        }
        return new Reply(false, "this node does not know that command; it may be of another version");
    }

    private String state() {
        List<String> absent = missing.get();
        List<String> lines = new ArrayList<>();
        lines.add(absent.isEmpty() ? READY : "NOT READY " + String.join(", ", absent));
        lines.add(level.get().line());
        lines.addAll(new PartsView(context).lines());
        return String.join("\n", lines);
    }

    /** By reflection, since the shell's classes are the container's. What it prints comes before what it returns. */
    private Reply shell(String words) {
        ServiceReference<?> reference =
                new Services(context).all(PROCESSOR).stream().findFirst().orElse(null);
        Object processor = reference == null ? null : context.getService(reference);
        if (processor == null) {
            return new Reply(false, "this node has no shell");
        }
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            ClassLoader loader = processor.getClass().getClassLoader();
            Object session = loader.loadClass(PROCESSOR)
                    .getMethod("createSession", InputStream.class, OutputStream.class, OutputStream.class)
                    .invoke(processor, InputStream.nullInputStream(), printed, printed);
            Class<?> type = loader.loadClass(SESSION);
            try {
                Object value = type.getMethod("execute", CharSequence.class).invoke(session, words);
                Object shown = value == null
                        ? ""
                        : type.getMethod("format", Object.class, int.class).invoke(session, value, AT_LENGTH);
                return new Reply(true, printed.toString(StandardCharsets.UTF_8) + shown);
            } finally {
                type.getMethod("close").invoke(session);
            }
        } catch (InvocationTargetException failure) {
            Throwable cause = failure.getCause();
            return new Reply(
                    false,
                    cause.getMessage() == null
                            ? cause.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                            : cause.getMessage());
        } catch (ReflectiveOperationException mismatch) {
            throw new Failure("the shell is of another kind", mismatch);
        } finally {
            context.ungetService(reference);
        }
    }
}
