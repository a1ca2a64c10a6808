package dev.middleman.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A feature repository as names: which features stand on which, and the jars that each brings. */
final class Repository {
    private final Map<String, Feature> features = new LinkedHashMap<>();

    private record Feature(List<String> standsOn, List<String> jars) {}

    private Repository() {}

    static Repository read(Path file) throws IOException {
        try {
            NodeList nodes = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Files.newInputStream(file))
                    .getDocumentElement()
                    .getChildNodes();
            Repository repository = new Repository();
            for (Element feature : elements(nodes, "feature")) {
                repository.features.put(
                        feature.getAttribute("name"),
                        new Feature(
                                texts(feature, "feature"),
                                texts(feature, "bundle").stream()
                                        .map(Repository::jarName)
                                        .toList()));
            }
            return repository;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    Set<String> names() {
        return features.keySet();
    }

    /** All jars of a feature and of what it stands on; features of the container have none. */
    Set<String> closure(String name) {
        Set<String> jars = new LinkedHashSet<>();
        Feature feature = features.get(name);
        if (feature != null) {
            feature.standsOn().forEach(other -> jars.addAll(closure(other)));
            jars.addAll(feature.jars());
        }
        return jars;
    }

    /** {@code mvn:group/artifact/version} to {@code artifact-version.jar}. */
    private static String jarName(String url) {
        String[] parts = url.substring("mvn:".length()).split("/");
        return parts[1] + "-" + parts[2] + ".jar";
    }

    private static List<String> texts(Element parent, String tag) {
        return elements(parent.getChildNodes(), tag).stream()
                .map(element -> element.getTextContent().strip())
                .toList();
    }

    private static List<Element> elements(NodeList nodes, String tag) {
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element && element.getTagName().equals(tag)) {
                found.add(element);
            }
        }
        return found;
    }
}
