package dev.middleman.expiry;

import dev.middleman.api.time.TickListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Collects the tick listeners. Called by the service registry on any thread.
 *
 * <p>A component of its own, because a listener usually needs {@link dev.middleman.api.time.Ticks} itself: if the
 * component that offers the time also collected its listeners, the two would wait for each other.
 */
@Component(
        service = {},
        immediate = true)
public final class TickWhiteboard {

    private final Heart heart;

    @Activate
    public TickWhiteboard(@Reference ExpiryComponent expiry) {
        heart = expiry.heart();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(TickListener listener) {
        heart.add(listener);
    }

    void removeListener(TickListener listener) {
        heart.remove(listener);
    }
}
