package dev.middleman.itests.system.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which test runs which block of the pages. A test takes the text from the page, by the block's key or by its language; what a
 * test does not take from there it shows in other words.
 */
final class Claims {
    private static final String SYSTEM = "itests/system/src/test/java/dev/middleman/itests/system/";
    private static final String HERE = SYSTEM + "pages/";

    /**
     * @param page of the block
     * @param key of the block
     * @param test the file of the project that runs it
     * @param evidence what stands in that file, and would not if it did not
     */
    record Claim(String page, String key, String test, String evidence) {
        boolean isFor(Snippet snippet) {
            return snippet.page().equals(page) && snippet.key().equals(key);
        }
    }

    private final List<Claim> all = new ArrayList<>();

    private Claims() {}

    static Claims all() {
        Claims claims = new Claims();
        claims.ofOperators();
        claims.ofOtherPages();
        claims.ofFoldersWithTestsOfTheirOwn();
        return claims;
    }

    /** A block that is no command but a drawing has a frame or an arrow, and nobody has to run it. */
    static boolean isDrawing(Snippet snippet) {
        return snippet.text().chars().anyMatch(c -> "│└►▲═─".indexOf(c) >= 0)
                || snippet.text().contains("--->|")
                || snippet.text().contains("+--------+")
                || snippet.text().contains("/   \\");
    }

    List<Claim> list() {
        return List.copyOf(all);
    }

    Optional<Claim> of(Snippet snippet) {
        return all.stream().filter(claim -> claim.isFor(snippet)).findFirst();
    }

    private void claim(String page, String key, String test, String evidence) {
        all.add(new Claim(page, key, test, evidence));
    }

    /** By its key, as a Java program writes it. */
    private void byKey(String page, String key, String test) {
        claim(page, key, HERE + test, '"' + key.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }

    private void ofOperators() {
        String page = OperatorPageIT.PAGE;
        List.of(
                        "runtime/middleman run --conf DIR",
                        "name = m1",
                        "relay.target=\"(middleman.name\\=m1)\"",
                        "bind = 0.0.0.0",
                        "bin/middleman realm create --ka ADDRESS --key realm.pem --out realm.json",
                        "bin/middleman peer id --new --key bob.pem --realm realm.json",
                        "bind = 10.0.0.1",
                        "keytool -genkeypair -alias member -keyalg EC -groupname secp256r1 -validity 3650 -dname CN=member \\",
                        "middleman:swap",
                        "kbitPerSecond = 2000",
                        "sessionPercent = 80",
                        "idle = adaptive",
                        "bin/middleman status",
                        "sha256sum -c --quiet SHA256SUMS",
                        "bin/middleman doctor")
                .forEach(key -> byKey(page, key, "OperatorPageIT.java"));
        byKey(page, "openssl pkcs12 -export -in fullchain.pem -inkey privkey.pem -out https.p12", "OtherPagesIT.java");
        claim(
                page,
                "org.apache.felix.http.enable = false",
                SYSTEM + "node/Https.java",
                "\"org.apache.felix.http.enable = false\"");
        claim(
                page,
                "TableMemory.target = (middleman.memory=secret)",
                "itests/container/src/test/java/dev/middleman/itests/container/ForeignMemoryIT.java",
                "\"TableMemory.target\", SECRET_ONLY");
        claim(
                page,
                "level L1; for L2: measure swap does not hold (this machine has 1 swap areas, and memory.swap.max of the control group is not 0)",
                "runtime/launcher/src/test/java/dev/middleman/launcher/level/AssessmentTest.java",
                "level L1; for L2: ");
        claim(
                page,
                "cp share/systemd/middleman.service /etc/systemd/system/ && systemctl enable --now middleman",
                SYSTEM + "ShippedFilesIT.java",
                "\"systemd-analyze\", \"verify\"");
        claim(
                page,
                "nft -f share/nft/middleman-notrack.nft && bin/middleman doctor --level L2",
                SYSTEM + "ShippedFilesIT.java",
                "host.run(\"nft\", \"-f\", share(\"nft/middleman-notrack.nft\")");
    }

    private void ofOtherPages() {
        claim(
                "README.md",
                "runtime/middleman demo",
                SYSTEM + "DemoIT.java",
                "Distribution.shared().run(folder, \"demo\")");
        claim("README.md", "mvn verify", ".ci/run", " verify");
        byKey("README.md", "runtime/middleman run --help", "OtherPagesIT.java");
        claim(
                "docs/architecture.md",
                "TableMemory.target = (middleman.memory=secret)",
                "itests/container/src/test/java/dev/middleman/itests/container/ForeignMemoryIT.java",
                "\"TableMemory.target\", SECRET_ONLY");
        claim(
                "docs/settings.md",
                "mvn verify -pl itests/architecture -am -Dsettings.write -Dit.test=SettingsIT -Dtest=NoSuch -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false",
                "itests/architecture/src/test/java/dev/middleman/itests/architecture/SettingsIT.java",
                "settings.write");
        String ownPolicy = "itests/container/src/test/java/dev/middleman/itests/container/OwnPolicyIT.java";
        claim("docs/own-policy.md", "package org.example;", ownPolicy, "\"own-policy.md\"");
        claim("docs/own-policy.md", "Bundle-ManifestVersion: 2", ownPolicy, "\"manifest\"");
        claim(
                "docs/own-policy.md",
                "javac --release 17 -cp \"$MIDDLEMAN/bundle/*:$MIDDLEMAN/lib/*\" -d classes OneAtATime.java",
                ownPolicy,
                "\"sh\"");
        String tutorial = "docs/tutorial.md";
        String stockClients = "bundles/ka-client/src/test/java/dev/middleman/ka/client/StockClientsTest.java";
        claim(
                tutorial,
                "docs/tutorial/stock-clients.sh 'coaps://192.0.2.1:5684/m2#sha256=xXfT-ApXs2XSOe4DpTjHgD7pKxjQd4LophUoKZ4zfVU'",
                stockClients,
                "stock-clients.sh");
        claim(
                tutorial,
                "alice: {\"v\":1,\"endpoints\":[[\"192.0.2.7\",20001]],\"sid\":\"AAAAAAAAAAE\",\"K\":\"...\",\"mode\":\"K\",\"idle\":60,...,\"role\":\"a\",\"blob\":\"xJ8z...\"}",
                stockClients,
                "isEqualTo(20_001)");
        claim(
                tutorial,
                "docs/tutorial/curl.sh https://192.0.2.1:8443/m2 xXfT-ApXs2XSOe4DpTjHgD7pKxjQd4LophUoKZ4zfVU",
                "itests/container/src/test/java/dev/middleman/itests/container/HttpsIT.java",
                "\"curl.sh\"");
        claim(
                tutorial,
                "runtime/middleman peer listen --realm home.realm --key bob.pem --agent --json |",
                SYSTEM + "WireGuardIT.java",
                "\"docs/tutorial.md\"");
    }

    private void ofFoldersWithTestsOfTheirOwn() {
        claim(
                "features/README.md",
                "kar:install file:/path/to/middleman-0.1.0-SNAPSHOT.kar",
                SYSTEM + "foreign/KarafIT.java",
                "\"features/README.md\"");
        claim("features/README.md", "{", SYSTEM + "foreign/FeatureFilesIT.java", "readmes(\"json\")");
        claim(
                "features/README.md",
                "mkdir my-node && (cd my-node && jar xf ../middleman-0.1.0-SNAPSHOT.kar)",
                SYSTEM + "foreign/FeatureFilesIT.java",
                "readmes(\"sh\")");
        claim(
                "benchmarks/README.md",
                "benchmarks/run --quick",
                HERE + "OtherPagesIT.java",
                "benchmarks/README.md | benchmarks/run --quick");
        claim(
                "benchmarks/README.md",
                "benchmarks/run --only cpu --flows 1,100 --relays other --against 'other=COMMAND'",
                HERE + "OtherPagesIT.java",
                "--against \'other=COMMAND\'");
        claim(
                "docs/performance.md",
                "benchmarks/run --quick",
                HERE + "OtherPagesIT.java",
                "docs/performance.md | benchmarks/run --quick");
        claim(
                "peer-js/README.md",
                "import { Peer, newSigningKey, verifyRealm } from './src/middleman.js';",
                "peer-js/live/readme.js",
                "README.md");
        byKey("peer-js/README.md", "npm ci", "OtherPagesIT.java");
    }
}
