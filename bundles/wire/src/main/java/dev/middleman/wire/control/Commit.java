package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Body of {@code PUT /s/{handle}}.
 *
 * @param a the caller's leg
 * @param b the target's leg
 */
public record Commit(CommitLeg a, CommitLeg b) {}
