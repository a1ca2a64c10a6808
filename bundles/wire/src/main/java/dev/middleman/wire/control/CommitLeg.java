package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * One leg of a {@link Commit}.
 *
 * @param mode how it latches
 * @param hint the address that mode H ties it to; not offered yet
 * @param dial whether the leg is to knock at another middle-man; not offered yet
 */
public record CommitLeg(LatchMode mode, Optional<Endpoint> hint, boolean dial) {}
