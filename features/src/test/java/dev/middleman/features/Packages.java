package dev.middleman.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which packages a bundle exports, and which it cannot do without. Versions are left to the resolver of the container. */
record Packages(Set<String> exported, Set<String> needed) {

    /** One clause of a header; commas may stand in quotes. */
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");

    static Packages of(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            var headers = file.getManifest().getMainAttributes();
            return new Packages(
                    names(headers.getValue("Export-Package"), true), names(headers.getValue("Import-Package"), false));
        }
    }

    private static Set<String> names(String header, boolean optionalToo) {
        Set<String> names = new LinkedHashSet<>();
        Matcher clause = CLAUSE.matcher(header == null ? "" : header);
        while (clause.find()) {
            if (optionalToo || !clause.group().contains("resolution:=optional")) {
                names.add(clause.group().split(";")[0].strip());
            }
        }
        return names;
    }
}
