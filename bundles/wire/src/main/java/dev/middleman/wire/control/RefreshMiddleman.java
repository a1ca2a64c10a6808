package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Body of {@code POST /m/{cap}}.
 *
 * @param free sessions there is room for
 * @param drain whether no more sessions are wanted
 */
public record RefreshMiddleman(int free, boolean drain) {}
