package dev.middleman.api.cluster;

/** Refuses what is out of its range; without the value, which may be a peer's. Stateless. */
final class Check {
    private Check() {}

    static void bytes(byte[] array, int length) {
        range(array.length, length, length);
    }

    static void range(int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("not in " + least + ".." + most);
        }
    }
}
