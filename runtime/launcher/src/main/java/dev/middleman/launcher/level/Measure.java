package dev.middleman.launcher.level;

/**
 * One protection that the node's own bundles take.
 *
 * @param name what it is, in a few words
 * @param on whether it holds in this process
 * @param why why it does not; empty where it does
 */
public record Measure(String name, boolean on, String why) {

    String missing() {
        return "measure " + name + " does not hold" + (why.isBlank() ? "" : " (" + why + ")");
    }
}
