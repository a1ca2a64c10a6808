package dev.middleman.peer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.CallOptions;
import dev.middleman.peer.Line;
import dev.middleman.peer.OfferHandler;
import dev.middleman.peer.Peer;
import dev.middleman.peer.Registration;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.Pid;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SessionTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final SlowPeer peer = new SlowPeer();
    private final Session session =
            Session.begin(peer, new Reporter(true, new PrintStream(out, true, StandardCharsets.UTF_8), System.err));

    /** Or its hook would hold up the end of a run in which the test has failed. */
    @AfterEach
    void letItAnswer() {
        peer.mayAnswer.countDown();
    }

    @Test
    void shouldFinishItsReportWhenASignalComesWhileItCleansUp() throws Exception {
        FutureTask<Integer> run = new FutureTask<>(session::await);
        new Thread(run, "run").start();
        session.end(Exit.NOT_FOUND);
        peer.asked.await();
        Thread signal = new Thread(session::cleanUp, "signal");
        signal.start();
        while (signal.getState() != Thread.State.BLOCKED) {
            assertThat(signal.getState())
                    .as("neither ended, and the process with it, nor at the report again")
                    .isNotIn(Thread.State.TERMINATED, Thread.State.WAITING);
            Thread.onSpinWait();
        }
        assertThat(out.size()).isZero();

        peer.mayAnswer.countDown();
        signal.join();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"event\":\"closed\",\"seen\":[]}\n");
        assertThat(peer.closed).isTrue();
        assertThat(run.get()).isEqualTo(Exit.NOT_FOUND);
        assertThat(out.toString(StandardCharsets.UTF_8)).as("said once").hasLineCount(1);
    }

    /** Takes its time to tell whom it has seen. */
    private static final class SlowPeer implements Peer {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch mayAnswer = new CountDownLatch(1);
        volatile boolean closed;

        @Override
        public Pid pid() {
            return new Pid(1, 2);
        }

        @Override
        public CompletionStage<Registration> register(Accept accept, OfferHandler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Line> call(Pid to, CallOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<Endpoint> seen() {
            asked.countDown();
            try {
                mayAnswer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Set.of();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
