package dev.middleman.peer.cli;

import dev.middleman.peer.CallException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Says what happens: to a person on the error stream, so that the output stays what the other side said; with
 * {@code --json} to a script, one object a line on the output. Thread-safe.
 */
final class Reporter {
    private static final int MAX_LINE = 16 * 1_024;

    /** What a stranger could command a terminal with, or turn the direction of its text; tabs may stay. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069&&[^\t]]");

    private final boolean json;
    private final PrintStream out;
    private final PrintStream err;

    Reporter(boolean json, PrintStream out, PrintStream err) {
        this.json = json;
        this.out = out;
        this.err = err;
    }

    /**
     * Reports an event.
     *
     * @param event its name for scripts
     * @param text what a person reads
     * @param fields name, value, name, value ... for scripts: text, numbers, lists
     */
    synchronized void event(String event, String text, Object... fields) {
        if (!json) {
            err.println(text);
            err.flush();
            return;
        }
        JsonObject object = new JsonObject().put("event", event);
        for (int i = 0; i < fields.length; i += 2) {
            object.put((String) fields[i], fields[i + 1]);
        }
        print(object);
    }

    /** An accepted offer came to nothing. */
    void offerFailed(CallException why) {
        event(
                "offer-failed",
                "a caller did not get through: " + why.getMessage(),
                "reason",
                why.reason().name());
    }

    /** Shows what the other side said. */
    synchronized void said(String text) {
        if (json) {
            print(new JsonObject().put("event", "text").put("text", text));
        } else {
            out.println(UNPRINTABLE.matcher(text).replaceAll("\uFFFD"));
            out.flush();
        }
    }

    private void print(JsonObject object) {
        out.println(new String(Json.write(object, MAX_LINE), StandardCharsets.UTF_8));
        out.flush();
    }
}
