package dev.middleman.api.cluster;

/**
 * Totals of one member. Nothing in here tells one peer or member from another.
 *
 * @param elsewhere peers known to be registered at other members now
 * @param sent messages sent to other members
 * @param received messages that came from them
 * @param malformed messages that came and could not be read, or were no member's: dropped
 * @param unsent messages dropped because as many waited to be sent as may, or the sending failed
 * @param untaken letters dropped because the KA server had no room for more
 * @param unknown registrations elsewhere not noted because as many are known as may be
 * @param changes how often the members that see each other changed
 */
public record ClusterTotals(
        long elsewhere,
        long sent,
        long received,
        long malformed,
        long unsent,
        long untaken,
        long unknown,
        long changes) {}
