package dev.middleman.itests.system.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which test runs which block of the pages. Nearly all take it from the page, and {@link WholeBlocks} sees to it that they take all of
 * it; the others have the same in words of their own, and claim one line.
 */
final class Claims {
    private static final String SYSTEM = "itests/system/src/test/java/dev/middleman/itests/system/";
    private static final String HERE = SYSTEM + "pages/";

    /** Keys by page. */
    private static final Map<String, Set<String>> DRAWINGS = Map.of(
            "docs/architecture.md",
            Set.of(
                    "api            contracts and values, nothing that could need an update",
                    "kernel ──► lane (transport) ──► Burst: port, source, length ──► Shard.onBurst (engine)",
                    "A ── look up B ──► KA ── offer ──► B                      B's consent comes first: an absent or unwilling"),
            "docs/protocol.md",
            Set.of(
                    "A               KA server              B            M1   M2   M3",
                    "commit             a leg latches         the other latches"));

    /**
     * @param page of the block
     * @param key of the block
     * @param test the file of the project that runs it
     * @param evidence what stands in that file, and would not if it did not
     * @param taken whether the test takes the block from the page
     */
    record Claim(String page, String key, String test, String evidence, boolean taken) {
        boolean isFor(Snippet snippet) {
            return snippet.page().equals(page) && snippet.key().equals(key);
        }

        /** Whether it is about all of the block. */
        boolean isWhole(Snippet snippet) {
            return taken || snippet.commands().size() == 1;
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

    /** Whether nobody can run any of it, since it is a drawing. */
    static boolean isDrawing(Snippet snippet) {
        return DRAWINGS.getOrDefault(snippet.page(), Set.of()).contains(snippet.key())
                && snippet.commands().stream().noneMatch(Commands::is);
    }

    List<Claim> list() {
        return List.copyOf(all);
    }

    boolean isClaimed(Snippet snippet) {
        return all.stream().anyMatch(claim -> claim.isFor(snippet) && claim.isWhole(snippet));
    }

    private void inOwnWords(String page, String key, String test, String evidence) {
        all.add(new Claim(page, key, test, evidence, false));
    }

    private void taken(String page, String key, String test, String evidence) {
        all.add(new Claim(page, key, test, evidence, true));
    }

    /**
     * Taken from the page by its key, as a Java program writes it.
     *
     * @param test from this folder on
     */
    private void byKey(String page, String key, String test) {
        taken(page, key, HERE + test, '"' + key.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
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
        byKey(page, "org.apache.felix.http.enable = false", "../node/Https.java");
        byKey(page, "TableMemory.target = (middleman.memory=secret)", "OperatorPageIT.java");
        taken(
                page,
                "level L1; for L2: measure swap does not hold (this machine has 1 swap areas, and memory.swap.max of the control group is not 0)",
                HERE + "OperatorPageIT.java",
                "Pages.snippet(PAGE, LEVEL)");
        byKey(
                page,
                "cp share/systemd/middleman.service /etc/systemd/system/ && systemctl enable --now middleman",
                "../ShippedFilesIT.java");
        byKey(
                page,
                "nft -f share/nft/middleman-notrack.nft && bin/middleman doctor --level L2",
                "../ShippedFilesIT.java");
    }

    private void ofOtherPages() {
        byKey("README.md", "runtime/middleman demo", "../DemoIT.java");
        inOwnWords("README.md", "mvn verify", ".ci/run", "\nmvn verify ");
        byKey("README.md", "runtime/middleman run --help", "OtherPagesIT.java");
        taken(
                "docs/architecture.md",
                "TableMemory.target = (middleman.memory=secret)",
                HERE + "OperatorPageIT.java",
                "Pages.snippet(\"docs/architecture.md\", line)");
        inOwnWords(
                "docs/settings.md",
                "mvn verify -pl itests/architecture -am -Dsettings.write -Dit.test=SettingsIT -Dtest=NoSuch -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false",
                "itests/architecture/src/test/java/dev/middleman/itests/architecture/SettingsIT.java",
                "settings.write");
        String ownPolicy = "../foreign/OwnPolicy.java";
        byKey("docs/own-policy.md", "package org.example;", ownPolicy);
        byKey("docs/own-policy.md", "Bundle-ManifestVersion: 2", ownPolicy);
        byKey(
                "docs/own-policy.md",
                "javac --release 17 -cp \"$MIDDLEMAN/bundle/*:$MIDDLEMAN/lib/*\" -d classes OneAtATime.java",
                ownPolicy);
        String tutorial = "docs/tutorial.md";
        byKey(
                tutorial,
                "docs/tutorial/stock-clients.sh 'coaps://192.0.2.1:5684/m2#sha256=xXfT-ApXs2XSOe4DpTjHgD7pKxjQd4LophUoKZ4zfVU'",
                "TutorialPageIT.java");
        byKey(
                tutorial,
                "alice: {\"v\":1,\"endpoints\":[[\"192.0.2.7\",20001],...],\"sid\":\"AAAAAAAAAAE\",\"K\":\"...\",\"mode\":\"K\",\"idle\":60,...,\"role\":\"a\",\"blob\":\"xJ8z...\"}",
                "TutorialPageIT.java");
        byKey(
                tutorial,
                "docs/tutorial/curl.sh https://192.0.2.1:8443/m2 xXfT-ApXs2XSOe4DpTjHgD7pKxjQd4LophUoKZ4zfVU",
                "TutorialPageIT.java");
        byKey(
                tutorial,
                "runtime/middleman peer listen --realm home.realm --key bob.pem --agent --json |",
                "../WireGuardIT.java");
    }

    private void ofFoldersWithTestsOfTheirOwn() {
        byKey(
                "features/README.md",
                "kar:install file:/path/to/middleman-0.1.0-SNAPSHOT.kar",
                "../foreign/KarafIT.java");
        byKey("features/README.md", "{", "../foreign/FeatureFilesIT.java");
        byKey(
                "features/README.md",
                "mkdir my-node && (cd my-node && jar xf ../middleman-0.1.0-SNAPSHOT.kar)",
                "../foreign/FeatureFilesIT.java");
        taken(
                "benchmarks/README.md",
                "benchmarks/run --quick",
                HERE + "OtherPagesIT.java",
                "benchmarks/README.md | benchmarks/run --quick");
        taken(
                "benchmarks/README.md",
                "benchmarks/run --only cpu --flows 1,100 --relays other --against 'other=COMMAND'",
                HERE + "OtherPagesIT.java",
                "--against \'other=COMMAND\'");
        taken(
                "docs/performance.md",
                "benchmarks/run --quick",
                HERE + "OtherPagesIT.java",
                "docs/performance.md | benchmarks/run --quick");
        taken(
                "peer-js/README.md",
                "import { Peer, newSigningKey, verifyRealm } from './src/middleman.js';",
                "peer-js/live/readme.js",
                "/```js\\n(.*?)```/s.exec(page)");
        byKey("peer-js/README.md", "npm ci", "OtherPagesIT.java");
    }
}
