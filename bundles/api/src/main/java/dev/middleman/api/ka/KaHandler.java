package dev.middleman.api.ka;

import dev.middleman.api.control.ControlHandler;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The resources of a running KA server, whatever carries them: a binding beside the server's own hands its requests in
 * here. Limits, refusals and registrations are the same for all of them.
 *
 * <p>A middle-man can only register over a binding whose associations can ask it
 * ({@link dev.middleman.api.control.Association#ask}). A binding without such associations must not hand in requests for
 * {@code /m}.
 */
@ProviderType
public interface KaHandler extends ControlHandler {}
