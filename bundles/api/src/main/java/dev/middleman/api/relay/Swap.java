package dev.middleman.api.relay;

/**
 * What a change of the transport cost.
 *
 * @param from name of the former transport
 * @param to name of the one that serves now
 * @param sessions how many sessions were moved
 * @param way how the ports passed on
 * @param lost datagrams that were dropped at the sockets of both meanwhile, because a buffer was full; -1 where one of the
 *     transports cannot tell. What was lost while nobody held the ports is never in it
 */
public record Swap(String from, String to, long sessions, Way way, long lost) {

    /** How ports pass from one lane to another. */
    public enum Way {
        /** Both held the ports; the kernel was told whom to give what. Nothing is lost but for full buffers. */
        STEERED,
        /** Both held the ports; what arrived while the former one closed, some milliseconds, may be lost. */
        SHARED,
        /** One closed before the other opened: what arrived in between is lost. */
        APART
    }
}
