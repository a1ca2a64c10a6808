package dev.middleman.wire;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Random values. Every value depends on the numbers only. */
public final class Rnd {
    private Rnd() {}

    public static Octets octets(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Octets.of(bytes);
    }

    /** Empty in half of all cases. */
    public static Octets maybe(RandomGenerator random, int max) {
        return random.nextBoolean() ? Octets.EMPTY : octets(random, 1 + random.nextInt(max));
    }

    public static <E extends Enum<E>> E one(RandomGenerator random, Class<E> type) {
        E[] all = type.getEnumConstants();
        return all[random.nextInt(all.length)];
    }

    /** Both ends of the range come often. */
    public static int between(RandomGenerator random, int min, int max) {
        return switch (random.nextInt(8)) {
            case 0 -> min;
            case 1 -> max;
            default -> (int) random.nextLong(min, max + 1L);
        };
    }

    public static Endpoint ip4(RandomGenerator random) {
        return Endpoint.ofIp4(random.nextInt(), 0);
    }

    /** Groups of zeros come often; IPv4 in disguise does not come. */
    public static Endpoint ip6(RandomGenerator random) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | group(random);
            low = low << 16 | group(random);
        }
        return Endpoint.isIp4(high, low) ? new Endpoint(1, low, 0) : new Endpoint(high, low, 0);
    }

    public static Endpoint ip(RandomGenerator random) {
        return random.nextBoolean() ? ip4(random) : ip6(random);
    }

    public static <T> List<T> list(RandomGenerator random, int min, int max, Function<RandomGenerator, T> make) {
        List<T> list = new ArrayList<>();
        for (int i = between(random, min, max); i > 0; i--) {
            list.add(make.apply(random));
        }
        return list;
    }

    /** Printable, with quotes, backslashes and characters outside the basic plane. */
    public static String text(RandomGenerator random, int max) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(max + 1);
        while (text.length() < length) {
            text.append(
                    switch (random.nextInt(12)) {
                        case 0 -> '"';
                        case 1 -> '\\';
                        case 2 -> '\u00e9';
                        default -> (char) (' ' + random.nextInt(95));
                    });
        }
        return random.nextInt(8) == 0 && length >= 2 ? "\ud83d\udcde" + text.substring(2) : text.toString();
    }

    private static long group(RandomGenerator random) {
        return random.nextInt(3) == 0 ? 0 : random.nextInt(0x10000);
    }
}
