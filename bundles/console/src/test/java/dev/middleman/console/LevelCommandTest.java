package dev.middleman.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LevelCommandTest {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private LevelCommand command(String level, List<String> forL1, List<String> forL2) {
        fields.put("level", level);
        fields.put("forL1", forL1);
        fields.put("forL2", forL2);
        return new LevelCommand(List.of(() -> fields));
    }

    @Test
    void shouldSayTheLevelAndWhatIsMissingForTheNextOnes() {
        assertThat(command("L0", List.of("this is Java 17, not 25"), List.of("swap is on"))
                        .level())
                .isEqualTo("level L0\nfor L1: this is Java 17, not 25\nfor L2: swap is on");
        assertThat(command("L2", List.of(), List.of()).level()).isEqualTo("level L2");
    }

    @Test
    void shouldSayItForScripts() {
        assertThat(command("L1", List.of(), List.of("swap is on")).level("--json"))
                .isEqualTo("{\"level\": \"L1\", \"forL1\": [], \"forL2\": [\"swap is on\"]}");
    }

    @Test
    void shouldAskAnewEachTime() {
        LevelCommand command = command("L1", List.of(), List.of());
        assertThat(command.level()).isEqualTo("level L1");
        fields.put("level", "L0");
        assertThat(command.level()).isEqualTo("level L0");
    }

    @Test
    void shouldPromiseNothingMoreThanL0WithoutTheLauncher() {
        assertThat(new LevelCommand(List.of()).level())
                .isEqualTo("level L0\nfor L1: the container was not started by the shipped launcher");
    }

    @Test
    void shouldRefuseOtherArguments() {
        LevelCommand command = new LevelCommand(List.of());
        assertThatIllegalArgumentException().isThrownBy(() -> command.level("L2"));
    }
}
