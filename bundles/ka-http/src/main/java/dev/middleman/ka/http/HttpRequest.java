package dev.middleman.ka.http;

import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Method;

/** A request as the handler sees it. Immutable. */
record HttpRequest(
        Method method, String path, byte[] payload, boolean isJson, boolean wantsObserve, Association association)
        implements ControlRequest {

    /** The method only: paths hold capabilities. */
    @Override
    public String toString() {
        return "ControlRequest[" + method + "]";
    }
}
