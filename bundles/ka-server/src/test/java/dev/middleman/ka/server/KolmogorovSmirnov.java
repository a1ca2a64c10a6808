package dev.middleman.ka.server;

import java.util.Arrays;

/** Whether two samples could come from one distribution, whatever that is (Smirnov 1939). Stateless. */
final class KolmogorovSmirnov {
    private KolmogorovSmirnov() {}

    /** The greatest distance between the two empirical distributions, 0 to 1. */
    static double distance(long[] one, long[] other) {
        long[] a = one.clone();
        long[] b = other.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        double greatest = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            long value = Math.min(a[i], b[j]);
            while (i < a.length && a[i] == value) {
                i++;
            }
            while (j < b.length && b[j] == value) {
                j++;
            }
            greatest = Math.max(greatest, Math.abs((double) i / a.length - (double) j / b.length));
        }
        return greatest;
    }

    /** The distance that samples of one distribution exceed with probability {@code alpha}. */
    static double threshold(int sizeOfOne, int sizeOfOther, double alpha) {
        return Math.sqrt(-Math.log(alpha / 2) / 2 * (sizeOfOne + sizeOfOther) / ((double) sizeOfOne * sizeOfOther));
    }
}
