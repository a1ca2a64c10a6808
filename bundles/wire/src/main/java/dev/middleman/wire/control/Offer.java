package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * One entry of an inbox.
 *
 * @param iid names the offer, 16 bytes
 * @param expires seconds left to answer
 * @param blob the caller's sealed box for the target; opaque; at most 256 bytes
 */
public record Offer(Octets iid, int expires, Octets blob) {}
