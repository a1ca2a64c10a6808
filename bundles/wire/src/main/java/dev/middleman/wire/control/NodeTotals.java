package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Answer to {@code GET /s}: totals only.
 *
 * @param live sessions now; on the network {@code few} below ten
 * @param capacity most sessions at a time
 * @param drain whether the node drains
 */
public record NodeTotals(int live, int capacity, boolean drain) {}
