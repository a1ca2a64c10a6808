package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Body of {@code POST /s}, asked of a middle-man.
 *
 * @param txn 8 bytes; the same for every retransmission
 * @param af families both legs must be able to use
 * @param kbit wanted limit, kbit/s; 0 for the middle-man's own
 * @param ttl seconds to hold, 1 to 10
 */
public record Hold(Octets txn, Families af, int kbit, int ttl) {}
