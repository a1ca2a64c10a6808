package dev.middleman.features;

import java.util.List;
import java.util.Map;

/**
 * One feature of a repository.
 *
 * @param standsOn the features that come with it
 * @param bundles what it brings on every Java
 * @param newerJava what it brings besides where the Java is new enough
 * @param configurations by PID, what is configured unless it is configured already
 */
record Feature(
        String name,
        String description,
        List<String> standsOn,
        List<Coordinates> bundles,
        List<Coordinates> newerJava,
        Map<String, Map<String, String>> configurations) {}
