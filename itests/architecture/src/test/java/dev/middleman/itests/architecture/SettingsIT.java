package dev.middleman.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the bundles say about their settings, and the reference that is made of it. */
class SettingsIT {

    private static final String REMAKE = "mvn verify -pl itests/architecture -am -Dsettings.write -Dit.test=SettingsIT"
            + " -Dtest=NoSuch -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false";

    private static final String HEAD = """
            # Settings

            Every setting of every bundle, as its metatype tells it: made by a test from the finished bundles, which fails when this page says
            something else. To make it anew:

                %s

            Each heading is a PID. The file `conf/PID.cfg` has lines `setting = value`; a list goes into `conf/PID.config` as
            `setting=[ "one", "another" ]`. Where the PID ends with `-NAME` there can be several files, with names of your choice. How the
            settings play together, [operators.md](operators.md) says.

            """.formatted(REMAKE);

    private static final String PLANTED = """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
              <OCD id="planted" name="planted" description="">
                <AD id="waitMs" type="Integer" default="5" description="How long: 1 to 10."/>
                <AD id="count" type="Integer" default="5" description="How many."/>
                <AD id="size" type="Integer" min="1" max="5" description="How big."/>
                <AD id="file" type="String" default="" description="A file."/>
                <AD id="on" type="Boolean" default="false" description=""/>
                <AD id="restMs" type="Integer" default="5" min="0" max="9" description="How long, ms."/>
              </OCD>
              <Designate pid="planted"><Object ocdref="planted"/></Designate>
            </metatype:MetaData>
            """;

    private final Path page = Path.of(System.getProperty("docs"), "settings.md");
    private final List<SettingsGroup> groups = SettingsGroup.all();

    private static List<String> gaps(List<SettingsGroup> groups) {
        return groups.stream()
                .flatMap(group -> group.settings().stream()
                        .flatMap(setting -> setting.gaps().stream().map(gap -> group.pid() + ": " + gap)))
                .toList();
    }

    @Test
    void shouldSayUnitRangeAndDefaultOfEverySetting() {
        List<SettingsGroup> planted =
                SettingsGroup.read(new ByteArrayInputStream(PLANTED.getBytes(StandardCharsets.UTF_8)));
        assertThat(gaps(planted))
                .containsExactly(
                        "planted: waitMs has no unit in its description",
                        "planted: count has no range",
                        "planted: size has no default, and does not say what it is when it is empty, or that it is required",
                        "planted: file has no default, and does not say what it is when it is empty, or that it is required",
                        "planted: on has no description");
        assertThat(groups)
                .extracting(SettingsGroup::pid)
                .contains(
                        "dev.middleman.engine-NAME",
                        "dev.middleman.policy.traffic",
                        "dev.middleman.transport.netty.epoll",
                        "dev.middleman.transport.netty.nio");
        assertThat(gaps(groups)).isEmpty();
    }

    @Test
    void shouldHaveEverySettingInTheReference() throws IOException {
        if (System.getProperty("settings.write") != null) {
            write();
        }
        // Every section ends with an empty line, but for the last one on the page.
        String text = Files.exists(page) ? Files.readString(page) + "\n" : "";
        for (SettingsGroup group : groups) {
            assertThat(text.contains(group.section()))
                    .as("docs/settings.md has %s as its bundle tells it; else: %s", group.pid(), REMAKE)
                    .isTrue();
        }
        // Without the bundles that need a newer Java, the page has more than what this build can tell.
        if (Boolean.getBoolean("newerJava")) {
            assertThat(text).as("docs/settings.md; to make it anew: %s", REMAKE).isEqualTo(reference() + "\n");
        }
    }

    private void write() throws IOException {
        if (!Boolean.getBoolean("newerJava")) {
            fail("without the bundles that need a newer Java, settings would be missing");
        }
        Files.writeString(page, reference());
    }

    private String reference() {
        String sections = groups.stream().map(SettingsGroup::section).collect(Collectors.joining());
        return HEAD + sections.stripTrailing() + "\n";
    }
}
