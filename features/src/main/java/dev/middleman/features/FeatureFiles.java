package dev.middleman.features;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes every feature of our repository as an OSGi feature (OSGi R8, chapter 159), so that the two cannot differ. Such a file can
 * neither include another nor have conditions: each has all bundles that it takes to start, those of the container included, and what
 * newer Javas bring besides makes a second file. Run by the build.
 */
public final class FeatureFiles {

    /** What each file begins with. */
    static final String CONTAINER = "container";

    /** At the end of the names of the files for newer Javas. */
    static final String NEWER_JAVA = "-java22";

    private static final String GROUP = "dev.middleman";
    private static final String ARTIFACT = "dev.middleman.features";

    private final Repository all;
    private final String version;

    private FeatureFiles(Repository all, String version) {
        this.all = all;
        this.version = version;
    }

    /**
     * Writes the files.
     *
     * @param arguments our repository; what a container without anything takes besides; the version of the features; the folder to write to
     */
    public static void main(String[] arguments) throws IOException {
        Path ours = Path.of(arguments[0]);
        FeatureFiles files = new FeatureFiles(Repository.read(Path.of(arguments[1]), ours), arguments[2]);
        Path folder = Files.createDirectories(Path.of(arguments[3]));
        for (String feature : Repository.read(ours).names()) {
            files.write(feature, false, folder);
            if (!files.all.bundles(true, feature).equals(files.all.bundles(false, feature))) {
                files.write(feature, true, folder);
            }
        }
    }

    private void write(String feature, boolean newerJava, Path folder) throws IOException {
        String name = newerJava ? feature + NEWER_JAVA : feature;
        Path file = folder.resolve(name + ".json");
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newBufferedWriter(file))) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("id", GROUP + ":" + ARTIFACT + ":json:" + name + ":" + version);
            json.writeStringField("description", description(feature, newerJava));
            json.writeBooleanField("complete", true);
            json.writeArrayFieldStart("bundles");
            for (Coordinates bundle : all.bundles(newerJava, CONTAINER, feature)) {
                json.writeStartObject();
                json.writeStringField("id", bundle.id());
                json.writeEndObject();
            }
            json.writeEndArray();
            writeConfigurations(json, feature);
            json.writeEndObject();
        }
    }

    private String description(String feature, boolean newerJava) {
        var closure = all.closure(feature);
        String text = closure.get(closure.size() - 1).description();
        return newerJava ? text + "; for Java 22 and later" : text;
    }

    private void writeConfigurations(JsonGenerator json, String feature) throws IOException {
        json.writeObjectFieldStart("configurations");
        for (Feature part : all.closure(feature)) {
            for (Map.Entry<String, Map<String, String>> configuration :
                    part.configurations().entrySet()) {
                json.writeObjectFieldStart(configuration.getKey());
                for (Map.Entry<String, String> setting :
                        configuration.getValue().entrySet()) {
                    json.writeStringField(setting.getKey(), setting.getValue());
                }
                json.writeEndObject();
            }
        }
        json.writeEndObject();
    }
}
