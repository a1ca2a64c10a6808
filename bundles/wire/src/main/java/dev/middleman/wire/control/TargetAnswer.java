package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Body of {@code POST /x/{iid}}.
 *
 * @param ok whether the target wants the line
 * @param blob for the caller; opaque; at most 512 bytes; empty when not ok
 * @param af families the target can use
 * @param latch how it will latch
 */
public record TargetAnswer(boolean ok, Octets blob, Families af, LatchMode latch) {}
