package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.TransportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that may not open as many files as a lane needs sockets. */
abstract class OpenFilesCases extends ContractCases {
    private static final int ALLOWED = 200;

    OpenFilesCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    @BeforeEach
    void needLimit() {
        assumeKernelSockets();
        assume(Families.IP4);
        assumeTrue(Files.isReadable(Path.of("/proc/self/limits")), "this system has no /proc/self/limits");
    }

    @Test
    @Confined(openFiles = ALLOWED)
    void shouldRefuseWithBothNumbersWhenFewerAreAllowedThanItNeeds() throws TransportException {
        assertRefused(Families.IP4, ALLOWED + 1, ALLOWED + 1);
    }

    @Test
    @Confined(openFiles = ALLOWED)
    void shouldRefuseWithBothNumbersWhenOtherFilesTakeTooMany() throws TransportException {
        assertRefused(Families.IP4, ALLOWED - 1, ALLOWED - 1);
    }

    @Test
    @Confined(openFiles = ALLOWED)
    void shouldCountTheSocketsOfBothFamilies() throws TransportException {
        assume(Families.IP6);
        assertRefused(Families.BOTH, ALLOWED / 2 + 1, ALLOWED + 2);
    }

    /** Whichever socket of a pair gets the last file. */
    @Test
    @Confined(openFiles = ALLOWED)
    void shouldRefuseWithBothNumbersInWhicheverFamilyTheFilesRunOut() throws TransportException {
        assume(Families.IP6);
        try (Lane one = open(Families.IP4, 1)) {
            assertThat(one.ports()).hasSize(1);
            assertRefused(Families.BOTH, ALLOWED / 2, ALLOWED);
        }
        assertRefused(Families.BOTH, ALLOWED / 2, ALLOWED);
    }

    private void assertRefused(Families families, int ports, int sockets) throws TransportException {
        // Opens all that a lane needs besides its sockets, and the classes: none can be read when no file is left.
        open(families, ALLOWED / 8).close();
        String text = new TransportException("", null).getMessage();
        assertThat(text).isEmpty();
        TransportException refusal = catchThrowableOfType(TransportException.class, () -> open(families, ports));
        assertThat(refusal)
                .isNotNull()
                .hasMessageContaining(sockets + " sockets")
                .hasMessageContaining("only " + ALLOWED + " files");
        assertThat(refusal.getMessage()).doesNotContain("127.0.0.1");
        open(families, ALLOWED / 8).close();
    }
}
