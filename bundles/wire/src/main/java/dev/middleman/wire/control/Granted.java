package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Answer to {@code PUT /s/{handle}}.
 *
 * @param a the caller's leg
 * @param b the target's leg
 * @param idle the session ends after this time without a datagram, seconds
 * @param expires the session ends after this time whatever happens, seconds
 */
public record Granted(GrantedLeg a, GrantedLeg b, int idle, int expires) {}
