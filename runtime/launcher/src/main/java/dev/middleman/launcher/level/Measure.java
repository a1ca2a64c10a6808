package dev.middleman.launcher.level;

/**
 * One protection that the node's own bundles take.
 *
 * @param name what it is, in a few words
 * @param on whether it holds in this process
 * @param why how it does, or why it does not; may be empty
 */
public record Measure(String name, boolean on, String why) {

    String missing() {
        return "measure " + name + " does not hold" + (why.isBlank() ? "" : " (" + why + ")");
    }
}
