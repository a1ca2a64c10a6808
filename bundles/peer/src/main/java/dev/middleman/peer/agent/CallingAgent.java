package dev.middleman.peer.agent;

import dev.middleman.peer.Agent;
import dev.middleman.peer.CallOptions;
import dev.middleman.peer.CloseReason;
import dev.middleman.peer.Line;
import dev.middleman.peer.Peer;
import dev.middleman.peer.control.CallAgain;
import dev.middleman.wire.id.Pid;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The caller's agent: one line at a time, called again when it ends. */
public final class CallingAgent implements Agent {
    private final CallAgain again;
    private final OneLine line;

    private CallingAgent(Peer peer, Pid to, Program program) {
        again = new CallAgain(peer, to, CallOptions.DEFAULT, "m2-agent-time");
        line = new OneLine(program, this::replace);
    }

    /** See {@link Agent#calling}. */
    public static CompletionStage<Agent> start(Peer peer, Pid to, Program program) {
        return peer.call(to).thenApply(first -> {
            CallingAgent agent = new CallingAgent(peer, to, program);
            agent.line.use(first);
            return agent;
        });
    }

    private void replace(Line ended, CloseReason reason) {
        again.replace(ended, line::use, () -> end(reason));
    }

    @Override
    public Optional<Line> line() {
        return line.now();
    }

    @Override
    public CompletionStage<CloseReason> closed() {
        return line.closed();
    }

    @Override
    public void close() {
        end(CloseReason.LOCAL);
    }

    private void end(CloseReason reason) {
        if (line.end(reason)) {
            again.close();
        }
    }
}
