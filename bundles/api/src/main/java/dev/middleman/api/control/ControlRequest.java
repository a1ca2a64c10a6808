package dev.middleman.api.control;

import org.osgi.annotation.versioning.ProviderType;

/** A request from the other side. Lent for the call of the handler, except {@link #association}. */
@ProviderType
public interface ControlRequest {

    Method method();

    /** Absolute, without the binding's root, such as {@code /p/AAAA/in}. */
    String path();

    /** At most 1,024 bytes (larger ones were answered 4.13 already); empty when none. The handler owns the array. */
    byte[] payload();

    /** Whether the payload is JSON; {@code true} also when there is none or the request does not say. */
    boolean isJson();

    /** Whether the other side wants to be told of changes ({@link Reply#observe}). */
    boolean wantsObserve();

    /** Who asks. */
    Association association();
}
