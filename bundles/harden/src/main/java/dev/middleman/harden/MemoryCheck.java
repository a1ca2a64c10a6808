package dev.middleman.harden;

import dev.middleman.api.protection.Measure;
import dev.middleman.api.protection.Measure.State;
import dev.middleman.api.protection.Protections;
import java.util.List;

/** Whether all that asked for table memory has secret memory. Thread-safe. */
final class MemoryCheck {
    private final List<KernelMemory> given;
    private final Refused obstacle;

    private MemoryCheck(List<KernelMemory> given, Refused obstacle) {
        this.given = given;
        this.obstacle = obstacle;
    }

    /**
     * Looks once whether one page of secret memory can be had.
     *
     * @param given the memories of this bundle
     */
    static MemoryCheck probe(List<KernelMemory> given) {
        return new MemoryCheck(List.copyOf(given), obstacle(Kind.SECRET));
    }

    /** Whether there was such a page. */
    boolean hasSecret() {
        return obstacle == null;
    }

    /** Why there is no page of a kind; {@code null} when there is one. */
    static Refused obstacle(Kind kind) {
        try {
            Mapper.map(kind, Mapper.PAGE).release();
            return null;
        } catch (Refused refused) {
            return refused;
        }
    }

    /** @param others who uses memory that is not this bundle's */
    Measure measure(List<String> others) {
        Kind worst = given.stream()
                .filter(memory -> memory.count() > 0)
                .map(KernelMemory::worst)
                .max(Kind::compareTo)
                .orElse(Kind.SECRET);
        int areas = given.stream().mapToInt(KernelMemory::count).sum();
        long bytes = given.stream().mapToLong(KernelMemory::bytes).sum();
        String used = areas + " areas with " + bytes + " bytes are in use";
        if (obstacle != null) {
            return measure(obstacle.missing() ? State.UNAVAILABLE : State.OFF, obstacle.getMessage());
        }
        if (worst != Kind.SECRET) {
            return measure(State.OFF, used + ", some of them only " + worst.text());
        }
        if (!others.isEmpty()) {
            return measure(State.OFF, "ordinary memory is in use by " + String.join(", ", others));
        }
        return areas == 0
                ? measure(State.OFF, "it can be had, but nothing asked for it yet")
                : measure(State.ON, "memfd_secret: " + used);
    }

    private static Measure measure(State state, String reason) {
        return new Measure(Protections.SECRET_MEMORY, state, reason);
    }
}
