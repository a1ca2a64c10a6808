package dev.middleman.features;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Features of one or more repository files: which stand on which, and what each brings. */
final class Repository {

    private final Map<String, Feature> features = new LinkedHashMap<>();

    private Repository() {}

    static Repository read(Path... files) throws IOException {
        Repository repository = new Repository();
        for (Path file : files) {
            for (Element element : children(parse(file).getDocumentElement(), "feature")) {
                Feature feature = feature(element);
                repository.features.put(feature.name(), feature);
            }
        }
        return repository;
    }

    private static Document parse(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " is no feature repository", e);
        }
    }

    private static Feature feature(Element element) throws IOException {
        List<Coordinates> newerJava = new ArrayList<>();
        for (Element conditional : children(element, "conditional")) {
            newerJava.addAll(bundles(conditional));
        }
        Map<String, Map<String, String>> configurations = new TreeMap<>();
        for (Element config : children(element, "config")) {
            configurations.put(config.getAttribute("name"), properties(config.getTextContent()));
        }
        return new Feature(
                element.getAttribute("name"),
                element.getAttribute("description"),
                children(element, "feature").stream()
                        .map(other -> other.getTextContent().strip())
                        .toList(),
                bundles(element),
                newerJava,
                configurations);
    }

    private static List<Coordinates> bundles(Element parent) {
        return children(parent, "bundle").stream()
                .map(bundle -> Coordinates.ofUrl(bundle.getTextContent().strip()))
                .toList();
    }

    private static Map<String, String> properties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> sorted = new TreeMap<>();
        properties.forEach((key, value) -> sorted.put((String) key, (String) value));
        return sorted;
    }

    private static List<Element> children(Element parent, String tag) {
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < parent.getChildNodes().getLength(); i++) {
            if (parent.getChildNodes().item(i) instanceof Element element
                    && element.getTagName().equals(tag)) {
                found.add(element);
            }
        }
        return found;
    }

    Set<String> names() {
        return features.keySet();
    }

    /** Features, each after everything that it stands on; what no file here describes is left out. */
    List<Feature> closure(String... names) {
        Set<Feature> closure = new LinkedHashSet<>();
        for (String name : names) {
            Feature feature = features.get(name);
            if (feature != null) {
                closure.addAll(closure(feature.standsOn().toArray(String[]::new)));
                closure.add(feature);
            }
        }
        return List.copyOf(closure);
    }

    /** All bundles of features and of what they stand on, in the order in which they are meant to start. */
    Set<Coordinates> bundles(boolean newerJava, String... names) {
        Set<Coordinates> bundles = new LinkedHashSet<>();
        for (Feature feature : closure(names)) {
            bundles.addAll(feature.bundles());
            if (newerJava) {
                bundles.addAll(feature.newerJava());
            }
        }
        return bundles;
    }
}
