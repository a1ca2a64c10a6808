package dev.middleman.wire.knock;

import dev.middleman.wire.Vectors;
import dev.middleman.wire.Vectors.Vector;
import java.util.List;

/** Reads {@code docs/vectors/knock.json}, the vectors that the protocol page refers to. */
final class KnockVectors {
    private KnockVectors() {}

    record Valid(
            String name,
            byte[] key,
            KnockDirection direction,
            long sid,
            KnockType type,
            int flags,
            long counter,
            long cookie,
            byte[] frame) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Malformed(String name, byte[] frame) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Valid> valid() {
        return Vectors.read("knock.json", "valid").stream()
                .map(KnockVectors::valid)
                .toList();
    }

    static List<Malformed> malformed() {
        return Vectors.read("knock.json", "malformed").stream()
                .map(v -> new Malformed(v.text("name"), v.hex("frame").toArray()))
                .toList();
    }

    private static Valid valid(Vector v) {
        return new Valid(
                v.text("name"),
                v.hex("key").toArray(),
                KnockDirection.values()[(int) v.number("direction")],
                Long.parseUnsignedLong(v.text("sid"), 16),
                KnockType.valueOf(v.text("type")),
                (int) v.number("flags"),
                v.number("counter"),
                Long.parseUnsignedLong(v.text("cookie"), 16),
                v.hex("frame").toArray());
    }
}
