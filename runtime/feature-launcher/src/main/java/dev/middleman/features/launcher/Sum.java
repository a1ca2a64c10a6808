package dev.middleman.features.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureConfiguration;
import org.osgi.service.feature.ID;

/**
 * Several features as one.
 *
 * @param bundles each once, in the order in which they came
 * @param configurations by PID; of those with the same one the last
 */
record Sum(List<ID> bundles, Map<String, FeatureConfiguration> configurations) {

    static Sum of(Collection<String> files) throws IOException {
        Map<String, ID> bundles = new LinkedHashMap<>();
        Map<String, FeatureConfiguration> configurations = new LinkedHashMap<>();
        for (String file : files) {
            Feature feature = read(Path.of(file));
            for (FeatureBundle bundle : feature.getBundles()) {
                add(bundles, bundle.getID());
            }
            configurations.putAll(feature.getConfigurations());
        }
        return new Sum(new ArrayList<>(bundles.values()), configurations);
    }

    private static Feature read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return new FeatureServiceImpl().readFeature(reader);
        } catch (RuntimeException malformed) {
            throw new IOException(file + " is no OSGi feature: " + malformed.getMessage(), malformed);
        }
    }

    private static void add(Map<String, ID> bundles, ID id) {
        String name = id.getGroupId() + ":" + id.getArtifactId() + ":"
                + id.getClassifier().orElse("");
        ID former = bundles.putIfAbsent(name, id);
        if (former != null && !former.getVersion().equals(id.getVersion())) {
            throw new IllegalArgumentException("features disagree: " + former + " and " + id);
        }
    }
}
