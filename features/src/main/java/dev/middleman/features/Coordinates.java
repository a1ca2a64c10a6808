package dev.middleman.features;

/**
 * A jar by its Maven coordinates.
 *
 * @param classifier empty for the main jar
 */
record Coordinates(String group, String artifact, String version, String classifier) {

    private static final String SCHEME = "mvn:";

    /** {@code mvn:group/artifact/version}, or that with {@code /jar/classifier}. */
    static Coordinates ofUrl(String url) {
        String[] parts = url.split("/");
        boolean plain = parts.length == 3;
        boolean classified = parts.length == 5 && parts[3].equals("jar");
        if (!url.startsWith(SCHEME) || !plain && !classified) {
            throw new IllegalArgumentException("not mvn:group/artifact/version[/jar/classifier]: " + url);
        }
        return new Coordinates(parts[0].substring(SCHEME.length()), parts[1], parts[2], classified ? parts[4] : "");
    }

    /** As OSGi features write it. */
    String id() {
        String kind = classifier.isEmpty() ? ":" : ":jar:" + classifier + ":";
        return group + ":" + artifact + kind + version;
    }

    /** The name of the file, in a Maven repository and elsewhere. */
    String jarName() {
        return fileName("jar");
    }

    /** Where a Maven repository has it. */
    String path(String extension) {
        return group.replace('.', '/') + "/" + artifact + "/" + version + "/" + fileName(extension);
    }

    private String fileName(String extension) {
        return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + "." + extension;
    }
}
