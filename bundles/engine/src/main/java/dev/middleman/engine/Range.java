package dev.middleman.engine;

/** Checks numbers of the configuration. */
final class Range {
    private Range() {}

    /** @throws IllegalArgumentException names the key, the value given and the range */
    static int check(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " " + value + " is not in " + least + ".." + most);
        }
        return (int) value;
    }
}
