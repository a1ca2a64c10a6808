package dev.middleman.launcher.level;

/** How much is promised about what a node leaves behind. Each promises what the one before it does, too. */
public enum Level {
    /** No log, no file, nothing about sessions in any answer; remains can stay in freed memory. */
    L0,
    /** The process memory holds no peer's address once its session is over. */
    L1,
    /** The process memory shows no address even to root, while sessions live. */
    L2
}
