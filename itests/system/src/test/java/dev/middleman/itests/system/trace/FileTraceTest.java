package dev.middleman.itests.system.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With lines as strace 6.1 writes them. */
class FileTraceTest {

    private static List<Touch> parse(String... lines) {
        return FileTrace.parse(List.of(lines));
    }

    @Test
    void shouldFindAFileThatIsOpenedForWriting() {
        assertThat(
                        parse(
                                "7 1795795746.5 openat(AT_FDCWD</tmp>, \"x.log\", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</tmp/x.log>"))
                .containsExactly(new Touch(1795795746.5, "openat", "/tmp/x.log"));
    }

    @Test
    void shouldFindWhatIsWrittenAndMoved() {
        assertThat(parse(
                        "7 1.5 write(3</tmp/x.log>, \"\"..., 12) = 12",
                        "7 2.5 pwrite64(3</tmp/x.log>, \"\"..., 12, 0) = 12",
                        "8 3.5 rename(\"/tmp/x.log\", \"/tmp/y.log\") = 0",
                        "8 4.5 mkdir(\"/tmp/z\", 0700)         = 0"))
                .extracting(Touch::path)
                .containsExactly("/tmp/x.log", "/tmp/x.log", "/tmp/y.log", "/tmp/z");
    }

    @Test
    void shouldFindACallThatAnotherThreadInterrupted() {
        assertThat(parse(
                        "7 1.5 openat(AT_FDCWD</tmp>, \"/tmp/x\", O_RDWR <unfinished ...>",
                        "8 1.6 write(5<pipe:[77]>, \"\"..., 1) = 1",
                        "7 1.7 <... openat resumed>)             = 9</tmp/x>"))
                .containsExactly(new Touch(1.5, "openat", "/tmp/x"));
    }

    @Test
    void shouldFindACallThatNeverCameBack() {
        assertThat(parse("7 1.5 write(3</tmp/x.log>, \"\"..., 12 <unfinished ...>"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "write(5<pipe:[77]>, \"\"..., 1) = 1",
                "write(6<anon_inode:[eventfd]>, \"\"..., 8) = 8",
                "write(8<socket:[4711]>, \"\"..., 8) = 8",
                "ftruncate(9</secretmem>(deleted), 4096) = 0",
                "openat(AT_FDCWD</tmp>, \"/etc/hosts\", O_RDONLY|O_CLOEXEC) = 3</etc/hosts>",
                "openat(AT_FDCWD</tmp>, \"/tmp/x\", O_RDWR) = -1 ENOENT (No such file or directory)",
                "mkdir(\"/tmp/z\", 0700) = -1 EEXIST (File exists)"
            })
    void shouldTakeNothingElseForAFile(String call) {
        assertThat(parse("7 1.5 " + call)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "write(6</memfd:x>(deleted), \"\"..., 8) = 8",
                "write(6</dev/pts/0>, \"\"..., 8) = 8",
                "write(6, \"\"..., 8) = 8",
                "io_uring_setup(8, {}) = 4<anon_inode:[io_uring]>"
            })
    void shouldTakeForAFileWhatItDoesNotKnowBetter(String call) {
        assertThat(parse("7 1.5 " + call)).hasSize(1);
    }
}
