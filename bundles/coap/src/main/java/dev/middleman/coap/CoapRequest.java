package dev.middleman.coap;

import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Method;
import org.eclipse.californium.core.coap.Request;

/** A request as the handler sees it. Immutable. */
record CoapRequest(
        Method method, String path, byte[] payload, boolean isJson, boolean wantsObserve, Association association)
        implements ControlRequest {

    CoapRequest(Request request, Method method, String path, Association association) {
        this(method, path, Messages.payload(request), Messages.isJson(request), request.isObserve(), association);
    }

    /** The method only: paths hold capabilities. */
    @Override
    public String toString() {
        return "ControlRequest[" + method + "]";
    }
}
