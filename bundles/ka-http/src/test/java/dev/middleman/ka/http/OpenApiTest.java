package dev.middleman.ka.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document that describes the resources, against the servlet and against the vectors of the protocol page. */
class OpenApiTest {
    private static final String TOKEN = "AAECAwQFBgcICQoLDA0ODw";
    private static final Path VECTORS = Path.of("..", "..", "docs", "vectors", "control.json");

    /** What a schema cannot say: of the text itself, and of two fields at once. */
    private static final List<String> BEYOND_SCHEMAS = List.of(
            "within the limits",
            "follows the JSON object",
            "stands twice",
            "of 1025 bytes",
            "is not an IP address",
            "is not a whole number",
            "is not a JSON object");

    private final ObjectMapper json = new ObjectMapper();
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final JsonNode document;

    OpenApiTest() throws Exception {
        document = json.readTree(KaServlet.class.getResource("openapi.json"));
    }

    private JsonSchema schema(String name) {
        JsonNode whole = json.createObjectNode()
                .put("$schema", SchemaId.V202012)
                .put("$ref", "#/components/schemas/" + name)
                .set("components", document.get("components"));
        return factory.getSchema(whole);
    }

    private Iterable<JsonNode> vectors(String kind) throws Exception {
        return json.readTree(VECTORS.toFile()).get(kind);
    }

    private boolean knows(JsonNode vector) {
        return document.at("/components/schemas").has(vector.get("type").asText());
    }

    @Test
    void shouldHoldSchemasOnlyThatAreSchemas() {
        JsonSchema meta = factory.getSchema(SchemaLocation.of(SchemaId.V202012));
        assertThat(meta.validate("{\"type\":17}", InputFormat.JSON))
                .as("a planted mistake")
                .isNotEmpty();
        assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
        document.at("/components/schemas").fields().forEachRemaining(one -> assertThat(meta.validate(one.getValue()))
                .as(one.getKey())
                .isEmpty());
    }

    @Test
    void shouldReferToWhatIsThere() {
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references).hasSizeGreaterThan(20).allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    @Test
    void shouldTakeEveryMessageThatThePageHas() throws Exception {
        Set<String> seen = new TreeSet<>();
        for (String kind : List.of("valid", "accepted")) {
            for (JsonNode vector : vectors(kind)) {
                if (knows(vector)) {
                    seen.add(vector.get("type").asText());
                    assertThat(schema(vector.get("type").asText())
                                    .validate(vector.get("json").asText(), InputFormat.JSON))
                            .as(vector.get("name").asText())
                            .isEmpty();
                }
            }
        }
        assertThat(seen)
                .contains("NonceAnswer", "ErrorBody", "RegisterPeer", "Registered", "Refreshed", "LookUp", "Inbox")
                .contains("TargetAnswer", "Line");
    }

    @Test
    void shouldRefuseWhatThePageRefuses() throws Exception {
        int refused = 0;
        for (JsonNode vector : vectors("refused")) {
            String error = vector.get("error").asText();
            if (!knows(vector) || BEYOND_SCHEMAS.stream().anyMatch(error::contains)) {
                continue;
            }
            refused++;
            assertThat(schema(vector.get("type").asText())
                            .validate(vector.get("json").asText(), InputFormat.JSON))
                    .as("%s: %s", vector.get("name").asText(), error)
                    .isNotEmpty();
        }
        assertThat(refused).isGreaterThan(25);
    }

    @Test
    void shouldDescribeEveryMethodOfItsPathsAndNoOther() throws Exception {
        Answer another = Answer.of(Status.METHOD_NOT_ALLOWED, "{}".getBytes(UTF_8));
        try (RunningServlet running = RunningServlet.behindProxy(RunningServlet.saying(another))) {
            Iterator<Map.Entry<String, JsonNode>> paths = document.get("paths").fields();
            while (paths.hasNext()) {
                Map.Entry<String, JsonNode> path = paths.next();
                Set<String> methods = new TreeSet<>();
                path.getValue().fieldNames().forEachRemaining(name -> methods.add(name.toUpperCase(Locale.ROOT)));

                HttpResponse<String> response =
                        running.send(running.request("/m2" + path.getKey().replace("{iid}", TOKEN))
                                .PUT(BodyPublishers.noBody())
                                .header("Authorization", "Bearer " + TOKEN));

                assertThat(running.nextSeen().path()).as(path.getKey()).isNotEqualTo("/");
                assertThat(response.headers().firstValue("Allow").orElse(""))
                        .as(path.getKey())
                        .isNotEmpty()
                        .isEqualTo(inOrder(methods));
            }
        }
    }

    /** As the servlet lists them. */
    private static String inOrder(Set<String> methods) {
        return Arrays.stream(Method.values())
                .map(Method::name)
                .filter(methods::contains)
                .collect(Collectors.joining(", "));
    }

    @Test
    void shouldBeServed() throws Exception {
        Answer nothing = Answer.of(Status.NOT_FOUND, "{}".getBytes(UTF_8));
        try (RunningServlet running = RunningServlet.behindProxy(RunningServlet.saying(nothing))) {
            assertThat(json.readTree(
                            running.send(running.request("/m2/openapi.json")).body()))
                    .isEqualTo(document);
        }
    }
}
