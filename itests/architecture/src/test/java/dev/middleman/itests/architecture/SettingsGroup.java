package dev.middleman.itests.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The settings under one PID.
 *
 * @param pid such as {@code dev.middleman.expiry}; a factory's has {@code -NAME} at its end
 */
record SettingsGroup(String pid, String title, String description, List<Setting> settings) {

    private static final String FOLDER = "OSGI-INF/metatype/";

    /** Those of every bundle of the build, by their PIDs. */
    static List<SettingsGroup> all() {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("bundles")))) {
            return jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .flatMap(jar -> of(jar).stream())
                    .sorted(Comparator.comparing(SettingsGroup::pid))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<SettingsGroup> of(Path path) {
        List<SettingsGroup> groups = new ArrayList<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".xml")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        groups.addAll(read(in));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return groups;
    }

    static List<SettingsGroup> read(InputStream metatype) {
        try {
            Document document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(metatype);
            List<SettingsGroup> groups = new ArrayList<>();
            for (Element designate : elements(document.getDocumentElement(), "Designate")) {
                String reference = elements(designate, "Object").get(0).getAttribute("ocdref");
                elements(document.getDocumentElement(), "OCD").stream()
                        .filter(ocd -> ocd.getAttribute("id").equals(reference))
                        .forEach(ocd -> groups.add(group(designate, ocd)));
            }
            return groups;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SettingsGroup group(Element designate, Element ocd) {
        String factory = designate.getAttribute("factoryPid");
        return new SettingsGroup(
                factory.isEmpty() ? designate.getAttribute("pid") : factory + "-NAME",
                ocd.getAttribute("name"),
                ocd.getAttribute("description"),
                elements(ocd, "AD").stream().map(Setting::read).toList());
    }

    private static List<Element> elements(Element parent, String name) {
        List<Element> elements = new ArrayList<>();
        NodeList found = parent.getElementsByTagName(name);
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    /** As a section of the reference. */
    String section() {
        StringBuilder text = new StringBuilder("## `" + pid + "`\n\n" + description + "\n\n");
        text.append("| setting | default | range | |\n|---|---|---|---|\n");
        for (Setting setting : settings) {
            text.append("| `").append(setting.id()).append("` | ");
            text.append(setting.preset().isEmpty() ? "" : "`" + setting.preset() + "`")
                    .append(" | ");
            text.append(setting.range()).append(" | ");
            text.append(setting.isList() ? "List. " : "");
            text.append(setting.description().replace("|", "\\|").replace("*", "\\*"))
                    .append(" |\n");
        }
        return text.append('\n').toString();
    }
}
