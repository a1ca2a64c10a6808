package dev.middleman.launcher.level;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shipped start script, against what a level needs. */
@Timeout(10)
class StartScriptTest {

    private static String script() throws IOException {
        return Files.readString(Path.of("../distribution/src/bin/middleman"));
    }

    /** The words that the script puts in front of everything else. */
    private static List<String> words() throws IOException {
        String script = script();
        int start = script.indexOf("set -- \\\n") + "set -- \\\n".length();
        return Arrays.asList(
                script.substring(start, script.indexOf("\"$@\"", start)).strip().split("[\\s\\\\]+"));
    }

    @Test
    void shouldSetEveryFlagThatIsRequiredAndNoneThatDoesHarm() throws IOException {
        assertThat(words()).containsAll(ProcessFlags.REQUIRED);
        assertThat(ProcessFlags.of(words())).isEqualTo(new ProcessFlags(List.of(), List.of()));
    }

    @Test
    void shouldAllowNoCoreFileAndForgetTheOptionsOfOtherPrograms() throws IOException {
        assertThat(script().lines()).contains("ulimit -c 0", "unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS");
    }
}
