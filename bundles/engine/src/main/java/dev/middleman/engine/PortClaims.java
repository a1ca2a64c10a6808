package dev.middleman.engine;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Which names and ports the middle-men of this container have, so that a configuration that overlaps is refused with both
 * values instead of a failed bind. Thread-safe. Offered within this bundle only.
 */
@Component(service = PortClaims.class)
public final class PortClaims {
    private final List<EngineSettings> claims = new ArrayList<>();

    /** @throws IllegalArgumentException when the name is taken, or ports on the same address are */
    synchronized void claim(EngineSettings settings) {
        for (EngineSettings other : claims) {
            if (other.name().equals(settings.name())) {
                throw new IllegalArgumentException("name \"" + settings.name() + "\" is taken by another middle-man");
            }
            if (other.ports().overlaps(settings.ports()) && other.addresses().meets(settings.addresses())) {
                throw new IllegalArgumentException("ports " + settings.ports() + " of \"" + settings.name()
                        + "\" overlap with " + other.ports() + " of \"" + other.name() + "\" on the same address");
            }
        }
        claims.add(settings);
    }

    synchronized void release(EngineSettings settings) {
        claims.remove(settings);
    }
}
