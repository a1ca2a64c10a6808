package dev.middleman.ka.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What browsers find under {@code /m2/pages/}: a fixed list, read once, so that no path of a request ever becomes a path of
 * a file. Immutable.
 */
final class Pages {
    private static final String ROOT = "/pages/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> TYPES =
            Map.of("html", HTML, "js", SCRIPT, "css", STYLE, "svg", "image/svg+xml");

    private static final List<String> COMMON = List.of("page.css", "icon.svg");
    private static final List<String> STATUS = List.of(
            "status.html",
            "status.js",
            "status.css",
            "uplot/uPlot.iife.min.js",
            "uplot/uPlot.min.css",
            "uplot/LICENSE");
    private static final List<String> DEMO = List.of(
            "demo.html",
            "demo.js",
            "demo.css",
            "peer/blobs.js",
            "peer/hpke.js",
            "peer/identity.js",
            "peer/inbox.js",
            "peer/keys.js",
            "peer/middleman.js",
            "peer/octets.js",
            "peer/peer.js",
            "peer/realm.js",
            "peer/server.js",
            "peer/webrtc.js");

    private final Map<String, Page> byPath;

    private Pages(Map<String, Page> byPath) {
        this.byPath = Map.copyOf(byPath);
    }

    static Pages none() {
        return new Pages(Map.of());
    }

    /**
     * @param figures what the status page shows, as JSON; empty: there is no such page
     * @param demo whether there is the demonstration
     */
    static Pages of(Optional<Supplier<byte[]>> figures, boolean demo) {
        Map<String, Page> pages = new HashMap<>();
        figures.ifPresent(json -> {
            add(pages, STATUS);
            pages.put(ROOT + "status.json", new Page("application/json", json));
        });
        if (demo) {
            add(pages, DEMO);
        }
        if (!pages.isEmpty()) {
            add(pages, COMMON);
        }
        return new Pages(pages);
    }

    private static void add(Map<String, Page> pages, List<String> names) {
        for (String name : names) {
            byte[] content = read(name);
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain; charset=utf-8");
            pages.put(ROOT + name, new Page(type, () -> content));
        }
    }

    private static byte[] read(String name) {
        try (InputStream in = Pages.class.getResourceAsStream("pages/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the bundle is broken: it has no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle is broken", e);
        }
    }

    /** @param path below the root of all resources */
    Optional<Page> find(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    boolean has(String path) {
        return byPath.containsKey(path);
    }
}
