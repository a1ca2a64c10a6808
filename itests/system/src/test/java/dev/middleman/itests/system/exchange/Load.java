package dev.middleman.itests.system.exchange;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * What a {@link Source} sends and a {@link Sink} expects: a row of datagrams, fully determined by a seed. Immutable;
 * safe to share.
 *
 * <p>Every size from 0 to the largest occurs: first each of them once, in a seeded order, then sizes at random until the
 * total is reached. From {@value #HEADER} bytes on a datagram begins with its number; smaller ones have no room for it,
 * they are recognised by their place in the window (see {@link Sink}).
 */
final class Load {

    /** Bytes of the number in front of a datagram. */
    static final int HEADER = 4;

    private final long seed;
    private final int[] sizes;

    /**
     * @param totalBytes the least sum of all sizes
     * @param largest the largest size in bytes
     */
    Load(long seed, int totalBytes, int largest) {
        this.seed = seed;
        this.sizes = sizes(new SplittableRandom(seed), totalBytes, largest);
    }

    private static int[] sizes(SplittableRandom random, int totalBytes, int largest) {
        int[] sizes = new int[largest + 1 + 2 * totalBytes / Math.max(1, largest) + 1_000];
        for (int size = 0; size <= largest; size++) {
            int other = random.nextInt(size + 1);
            sizes[size] = sizes[other];
            sizes[other] = size;
        }
        int count = largest + 1;
        for (long sum = (long) largest * (largest + 1) / 2; sum < totalBytes; sum += sizes[count - 1]) {
            if (count == sizes.length) {
                sizes = Arrays.copyOf(sizes, 2 * count);
            }
            sizes[count++] = random.nextInt(largest + 1);
        }
        return Arrays.copyOf(sizes, count);
    }

    /** How many datagrams there are. */
    int count() {
        return sizes.length;
    }

    int size(int number) {
        return sizes[number];
    }

    /** The sum of all sizes, in bytes. */
    int bytes() {
        return Arrays.stream(sizes).sum();
    }

    /** The content of a datagram. */
    byte[] content(int number) {
        byte[] content = new byte[sizes[number]];
        new SplittableRandom(seed + 0x9e37_79b9_7f4a_7c15L * (number + 1)).nextBytes(content);
        if (content.length >= HEADER) {
            content[0] = (byte) (number >>> 24);
            content[1] = (byte) (number >>> 16);
            content[2] = (byte) (number >>> 8);
            content[3] = (byte) number;
        }
        return content;
    }

    /** SHA-256, in hex, of these datagrams one after the other. */
    static String sha256(byte[][] datagrams) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] datagram : datagrams) {
                digest.update(datagram);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
