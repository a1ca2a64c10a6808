package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Answer to {@code POST /p/{cap}}.
 *
 * @param lt granted lifetime, seconds
 */
public record Refreshed(int lt) {}
