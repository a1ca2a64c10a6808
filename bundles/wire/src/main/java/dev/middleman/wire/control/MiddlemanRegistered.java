package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Answer to {@code POST /m}; the capability is in the answer's location.
 *
 * @param lt granted lifetime, seconds
 * @param ping how often to ping, seconds
 * @param spread over how many seconds to register again after the server restarted
 * @param seen where the server saw the request come from
 */
public record MiddlemanRegistered(int lt, int ping, int spread, Endpoint seen) {}
