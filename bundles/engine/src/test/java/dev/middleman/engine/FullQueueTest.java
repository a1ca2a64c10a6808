package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.shard.Terms;
import dev.middleman.wire.knock.KnockType;
import org.junit.jupiter.api.Test;

/** What is answered when a lane takes no more commands, and what becomes of a BYE for which a socket has no room. */
class FullQueueTest {
    private final Node node = new Node(new Quotas(10, 20_000, 5_000, 64, 100, 100, 20_000), 1, "20000-20003");
    private boolean full;
    private int refusals;
    private int unsent;

    /** The network's lane behind a queue that can be full. */
    private Transport limited() {
        return new Transport() {
            @Override
            public String name() {
                return "limited";
            }

            @Override
            public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
                Lane lane = node.network.transport().open(spec, handler);
                return new Lane() {
                    @Override
                    public int[] ports() {
                        return lane.ports();
                    }

                    @Override
                    public boolean execute(Runnable command) {
                        if (refusals > 0) {
                            refusals--;
                            return false;
                        }
                        return !full && lane.execute(command);
                    }

                    @Override
                    public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
                        if (unsent > 0) {
                            unsent--;
                            return false;
                        }
                        return lane.sendKnock(localPort, high, low, port, frame);
                    }

                    @Override
                    public void close() {
                        lane.close();
                    }
                };
            }
        };
    }

    /** Behind that queue, with nothing heard that is not taken. */
    private Node.Line quietLine() throws TransportException {
        node.engine.use(limited());
        Node.Line line = node.line();
        line.a().takeAnswers();
        line.b().takeAnswers();
        return line;
    }

    private static void assertBothHearBye(Node.Line line) {
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.BYE);
        assertThat(line.b().takeAnswers()).containsExactly(KnockType.BYE);
    }

    @Test
    void shouldSayByeAndJudgeByNewTermsWhenThereIsRoomAgain() throws TransportException {
        Node.Line line = quietLine();

        full = true;
        node.engine.change(new EngineSettings.Live(new Terms(15, 86_400), false, false, true));
        node.seconds(0.1);
        assertThat(line.a().takeAnswers()).as("while the queue is full").isEmpty();

        full = false;
        node.seconds(0.1);
        assertBothHearBye(line);
        node.engine.drain().end();
        node.close();
    }

    @Test
    void shouldSayByeBeforeItClosesThoughTheQueueWasFull() throws TransportException {
        Node.Line line = quietLine();

        refusals = 5;
        node.engine.close();

        assertThat(refusals).as("commands that are yet to be refused").isZero();
        node.settle();
        assertBothHearBye(line);
    }

    @Test
    void shouldSayByeBeforeItClosesThoughTheSocketsHadNoRoom() throws TransportException {
        Node.Line line = quietLine();

        unsent = 5;
        node.engine.close();

        assertThat(unsent).as("frames that are yet to be refused").isZero();
        node.settle();
        assertBothHearBye(line);
    }

    @Test
    void shouldCloseThoughNoSocketEverHasRoomForABye() throws TransportException {
        Node.Line line = quietLine();
        int many = 1_000_000;

        unsent = many;
        node.engine.close();

        assertThat(many - unsent).as("one each, and 50 more").isEqualTo(2 * (1 + 50));
        node.settle();
        assertThat(line.a().takeAnswers()).isEmpty();
    }

    @Test
    void shouldRefuseAndGiveEveryPlaceBackAndWipeLaterWhatItCouldNotWipeNow() throws TransportException {
        node.engine.use(limited());
        Node.Line line = node.line();
        Handle held = node.hold();
        assertThat(node.totals().live()).isEqualTo(1);

        full = true;
        for (int i = 0; i < 30; i++) {
            assertThat(node.refusalOf(0)).isEqualTo(Refusal.NOT_READY);
        }
        assertThat(node.now(node.engine.commit(held, Node.KNOCKS))).isInstanceOf(CommitResult.Unknown.class);
        node.now(node.engine.release(held));
        assertThat(node.totals().live()).as("as read last").isEqualTo(1);
        assertThat(node.totals().refused()).isEqualTo(30);
        node.engine.onClockJump(1);
        node.seconds(0.1);
        line.a().send(Node.bytes("x"));
        node.settle();
        assertThat(line.b().takePayloads()).as("datagrams are no commands").containsExactly("x");

        full = false;
        node.seconds(0.1);
        assertThat(node.totals().live()).as("the wipe was not forgotten").isZero();
        assertThat(node.totals().held()).isZero();
        for (int i = 0; i < 10; i++) {
            node.hold();
        }
        assertThat(node.refusalOf(0)).isEqualTo(Refusal.FULL);
        node.close();
    }
}
