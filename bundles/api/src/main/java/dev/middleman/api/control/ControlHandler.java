package dev.middleman.api.control;

import org.osgi.annotation.versioning.ConsumerType;

/** Answers requests. Called on the binding's threads, several at once. */
@ConsumerType
public interface ControlHandler {

    /**
     * Handles one request without blocking. Answers now or later, on any thread, exactly once. What it throws is
     * answered 5.00 and counted.
     */
    void handle(ControlRequest request, Reply reply);

    /** An association is gone: closed by either side, or timed out. Best effort. */
    default void gone(Association association) {}
}
