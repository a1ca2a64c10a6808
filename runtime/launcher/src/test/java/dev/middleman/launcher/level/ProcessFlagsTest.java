package dev.middleman.launcher.level;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class ProcessFlagsTest {

    @SuppressWarnings("unused")
    private static final List<String> REQUIRED = ProcessFlags.REQUIRED;

    private static ProcessFlags with(String... more) {
        List<String> arguments = new ArrayList<>(ProcessFlags.REQUIRED);
        arguments.addAll(List.of(more));
        return ProcessFlags.of(arguments);
    }

    @Test
    void shouldFindNothingWrongWithWhatTheStartScriptSets() {
        assertThat(with("-XX:+UseSerialGC", "-Xmx512m", "-Dmiddleman.home=/opt/middleman", "-Xlog:gc"))
                .isEqualTo(new ProcessFlags(List.of(), List.of()));
    }

    @ParameterizedTest
    @FieldSource("REQUIRED")
    void shouldMissEachFlag(String flag) {
        List<String> others = new ArrayList<>(ProcessFlags.REQUIRED);
        others.remove(flag);
        assertThat(ProcessFlags.of(others).absent()).containsExactly(flag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-XX:+UseOnStackReplacement", "-XX:ErrorFile=/tmp/hs_err.log", "-XX:+CreateCoredumpOnCrash"})
    void shouldCountTheLastOfTwo(String later) {
        assertThat(with(later).absent()).hasSize(1);
        assertThat(with(later, "-XX:-UseOnStackReplacement", "-XX:ErrorFile=/dev/null", "-XX:-CreateCoredumpOnCrash")
                        .absent())
                .isEmpty();
    }

    @Test
    void shouldTakeAnOptionWithItsValueApart() {
        List<String> arguments = new ArrayList<>(ProcessFlags.REQUIRED);
        arguments.remove("--enable-native-access=ALL-UNNAMED");
        arguments.addAll(List.of("--enable-native-access", "ALL-UNNAMED"));
        assertThat(ProcessFlags.of(arguments).absent()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:StartFlightRecording",
                "-XX:StartFlightRecording=filename=/tmp/x.jfr",
                "-XX:+HeapDumpOnOutOfMemoryError",
                "-Xlog:gc*:file=/tmp/gc.log",
                "-Xlog:gc:gc.log",
                "-Xlog:safepoint::uptime",
                "-Xloggc:/tmp/gc.log",
                "-agentlib:jdwp=transport=dt_socket,server=y",
                "-javaagent:/opt/apm.jar",
                "-Dcom.sun.management.jmxremote.port=9010"
            })
    void shouldFindWhatWritesFilesOrLetsOthersLookIn(String flag) {
        // The one that only says how to decorate lines on standard output does no harm.
        assertThat(with(flag).harmful()).isEqualTo(flag.contains("::") ? List.of() : List.of(flag));
    }
}
