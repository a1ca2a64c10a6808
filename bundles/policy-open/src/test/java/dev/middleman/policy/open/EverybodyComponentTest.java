package dev.middleman.policy.open;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.policy.Applicant;
import org.junit.jupiter.api.Test;

class EverybodyComponentTest {
    @Test
    void shouldTakeEverybodyAndBeCalledOpen() {
        byte[] nothing = {};
        EverybodyComponent open = new EverybodyComponent();

        assertThat(open.name()).isEqualTo("open");
        assertThat(open.isMember(new Applicant(new byte[32], nothing, nothing, nothing, 0)))
                .isTrue();
    }
}
