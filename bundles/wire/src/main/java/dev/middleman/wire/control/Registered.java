package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Answer to {@code POST /p}; the capability is in the answer's location.
 *
 * @param lt granted lifetime, seconds
 * @param ping how often to ping, seconds
 * @param spread over how many seconds to register again after the server restarted
 */
public record Registered(int lt, int ping, int spread) {}
