package dev.middleman.features;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a CycloneDX list has in it: the checksum of each component, and which others it is made of. */
final class Listed {

    private static final JsonFactory JSON = new JsonFactory();

    /** The jar with the peer inside, and all that it needs: the list does not say so. */
    private static final String PEER_JAR = "pkg:maven/dev.middleman/middleman-peer@";

    private static final String PEER = "pkg:maven/dev.middleman/dev.middleman.peer@";

    private final Map<String, String> sha256 = new HashMap<>();
    private final Map<String, List<String>> needs = new HashMap<>();

    private Listed() {}

    static Listed read(String list) throws IOException {
        Listed listed = new Listed();
        try (JsonParser in = JSON.createParser(list)) {
            in.nextToken();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                in.nextToken();
                switch (field) {
                    case "components" -> listed.readComponents(in);
                    case "dependencies" -> listed.readNeeds(in);
                    default -> in.skipChildren();
                }
            }
        }
        return listed;
    }

    /** What the list is about. */
    static String subject(String list) throws IOException {
        try (JsonParser in = JSON.createParser(list)) {
            while (in.nextToken() != null) {
                if ("component".equals(in.currentName()) && in.currentToken() == JsonToken.START_OBJECT) {
                    return string(in, "bom-ref");
                }
            }
        }
        throw new IOException("the list does not say what it is about");
    }

    /** A string of an object. */
    static String field(String object, String name) throws IOException {
        try (JsonParser in = JSON.createParser(object)) {
            in.nextToken();
            return string(in, name);
        }
    }

    /**
     * The components that a smaller distribution has: those whose jar it has, and what is inside these: components that have no jar of
     * their own, not even in the whole one.
     */
    Set<String> within(Set<String> smaller, Set<String> whole) {
        Set<String> kept = new HashSet<>();
        sha256.forEach((component, sum) -> {
            if (smaller.contains(sum)) {
                keep(component, kept, whole);
            }
        });
        return kept;
    }

    private void keep(String component, Set<String> kept, Set<String> whole) {
        if (kept.add(component)) {
            for (String needed : needs.getOrDefault(component, List.of())) {
                if (!whole.contains(sha256.get(needed))) {
                    keep(needed, kept, whole);
                }
            }
            if (component.startsWith(PEER_JAR)) {
                sha256.keySet().stream()
                        .filter(other -> other.startsWith(PEER))
                        .forEach(peer -> keep(peer, kept, whole));
            }
        }
    }

    private void readComponents(JsonParser in) throws IOException {
        while (in.nextToken() != JsonToken.END_ARRAY) {
            String reference = null;
            String sum = "";
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                in.nextToken();
                if (field.equals("bom-ref")) {
                    reference = in.getText();
                } else if (field.equals("hashes")) {
                    sum = readSum(in);
                } else {
                    in.skipChildren();
                }
            }
            sha256.put(reference, sum);
        }
    }

    private static String readSum(JsonParser in) throws IOException {
        String sum = "";
        while (in.nextToken() != JsonToken.END_ARRAY) {
            Map<String, String> hash = new HashMap<>();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                hash.put(in.currentName(), in.nextTextValue());
            }
            if ("SHA-256".equals(hash.get("alg"))) {
                sum = hash.get("content");
            }
        }
        return sum;
    }

    private void readNeeds(JsonParser in) throws IOException {
        while (in.nextToken() != JsonToken.END_ARRAY) {
            String reference = null;
            List<String> needed = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                in.nextToken();
                if (field.equals("ref")) {
                    reference = in.getText();
                } else {
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        needed.add(in.getText());
                    }
                }
            }
            needs.put(reference, needed);
        }
    }

    private static String string(JsonParser in, String name) throws IOException {
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            in.nextToken();
            if (field.equals(name)) {
                return in.getText();
            }
            in.skipChildren();
        }
        throw new IOException("no " + name);
    }
}
