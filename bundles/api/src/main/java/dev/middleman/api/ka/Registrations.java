package dev.middleman.api.ka;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** How one middle-man stands with the KA servers that it is configured for. Thread-safe; no call blocks. */
@ProviderType
public interface Registrations {
    /** The middle-man's configured name. */
    String middleman();

    /** One entry per configured server, in the order of the configuration. */
    List<Registration> servers();

    /** Tells every server, at once and from now on, whether no more sessions are wanted. */
    void drain(boolean on);

    /** Where a registration stands. */
    enum State {
        /** An association is being opened, or the registration is under way. */
        CONNECTING,
        /** Registered and refreshed. */
        REGISTERED,
        /** Lost or refused; tried again after a pause. */
        BACKING_OFF,
        /** Ended by configuration or shut-down. */
        STOPPED
    }

    /**
     * One server.
     *
     * @param server the KA address as configured
     * @param state where it stands
     * @param reason fixed text why it backs off; empty otherwise
     * @param retrySeconds when it tries again, seconds from now; 0 unless it backs off
     * @param holds requests for capacity answered with yes since the start
     * @param commits sessions committed since the start
     */
    record Registration(String server, State state, String reason, int retrySeconds, long holds, long commits) {}
}
