package dev.middleman.peer;

import dev.middleman.wire.id.Pid;
import org.osgi.annotation.versioning.ConsumerType;

/** Told of a line's changes, on the thread of its socket; must not block it. */
@ConsumerType
public interface LineListener {

    void changed(Line line, LineState state);

    /** The caller proved who it is. Accepted lines only. */
    default void identified(Line line, Pid caller) {}
}
