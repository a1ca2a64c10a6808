package dev.middleman.peer.control;

import dev.middleman.api.net.Families;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.peer.Identity;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.id.Octets;

/**
 * What everything that a peer does with KA servers has in common.
 *
 * @param realmId 32 bytes
 * @param identity who the peer is
 * @param families what its sockets can reach
 * @param mode of its lines
 * @param ticks the time
 * @param deadlines runs things later
 */
public record PeerContext(
        Octets realmId, Identity identity, Families families, Mode mode, Ticks ticks, Deadlines deadlines) {}
