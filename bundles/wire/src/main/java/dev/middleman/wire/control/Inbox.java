package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Answer to {@code GET /p/{cap}/in}: open offers, oldest first, as many as fit.
 *
 * @param offers 0 to 16 of them
 */
public record Inbox(List<Offer> offers) {}
