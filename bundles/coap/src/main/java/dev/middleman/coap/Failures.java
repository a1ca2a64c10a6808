package dev.middleman.coap;

import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlException.Reason;

/** Every exception of this binding, with its fixed text. Stateless. */
final class Failures {

    private Failures() {}

    static ControlException timeout() {
        return new ControlException(Reason.TIMEOUT, "the other side did not answer in time");
    }

    static ControlException closed() {
        return new ControlException(Reason.CLOSED, "the association is closed");
    }

    static ControlException refused() {
        return new ControlException(Reason.CLOSED, "the server refused the association");
    }

    static ControlException wrongKey() {
        return new ControlException(Reason.WRONG_KEY, "the server's key is not one of the pins");
    }

    static ControlException protocol() {
        return new ControlException(Reason.PROTOCOL, "the other side broke the protocol");
    }

    static ControlException settings(String what) {
        return new ControlException(Reason.SETTINGS, what);
    }
}
