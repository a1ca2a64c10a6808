package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Body of an answer that is not a success.
 *
 * @param error fixed text: which field, the value where it is a number, the range
 * @param nonce a fresh nonce with 4.01; empty otherwise
 */
public record ErrorBody(String error, Octets nonce) {}
