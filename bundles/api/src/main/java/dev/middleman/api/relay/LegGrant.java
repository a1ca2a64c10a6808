package dev.middleman.api.relay;

import java.util.List;

/**
 * What a peer needs to latch to its leg. The public addresses stand in {@link RelayDescription}.
 *
 * @param ports up to three relay ports of the leg's shard; the leg latches on the one where its proof succeeds
 * @param sid names the leg in knock frames
 * @param key 16 bytes, the secret of the leg; the receiver owns the array and should zero it when done
 */
public record LegGrant(List<Integer> ports, long sid, byte[] key) {

    public LegGrant {
        ports = List.copyOf(ports);
        if (key.length != 16) {
            throw new IllegalArgumentException("a leg's key has 16 bytes, not " + key.length);
        }
    }

    /** Says nothing: both sid and key are secrets. */
    @Override
    public String toString() {
        return "LegGrant[hidden]";
    }
}
