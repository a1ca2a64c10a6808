package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Answer to {@code GET /n}.
 *
 * @param nonce 32 bytes to sign
 * @param kaId 32 bytes, SHA-256 of the server's SPKI
 */
public record NonceAnswer(Octets nonce, Octets kaId) {}
