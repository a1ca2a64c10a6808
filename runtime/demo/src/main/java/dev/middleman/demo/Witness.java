package dev.middleman.demo;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.Subscription;
import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Line;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

/**
 * Stands between a peer and its KA server and notes the endpoints of every line that the server tells the peer of.
 * Thread-safe; changes nothing.
 */
final class Witness implements ControlClient {

    private final ControlClient client;
    private final Set<Endpoint> introduced = new ConcurrentSkipListSet<>(Endpoints.ORDER);

    Witness(ControlClient client) {
        this.client = client;
    }

    List<Endpoint> introduced() {
        return List.copyOf(introduced);
    }

    @Override
    public CompletionStage<Association> connect(ConnectSpec spec, ControlHandler handler) {
        return client.connect(spec, handler).thenApply(Watched::new);
    }

    private void look(Answer answer) {
        if (answer.status().isSuccess() && answer.payload().length > 0) {
            try {
                introduced.addAll(Line.parse(answer.payload()).endpoints());
            } catch (WireException notALine) {
                // Most answers are something else.
            }
        }
    }

    private final class Watched implements Association {

        private final Association association;

        Watched(Association association) {
            this.association = association;
        }

        @Override
        public long id() {
            return association.id();
        }

        @Override
        public Endpoint remote() {
            return association.remote();
        }

        @Override
        public CompletionStage<Answer> ask(Ask ask) {
            return association.ask(ask).thenApply(answer -> {
                look(answer);
                return answer;
            });
        }

        @Override
        public Subscription observe(String path, Consumer<Answer> listener, Runnable lost) {
            return association.observe(path, listener, lost);
        }

        @Override
        public CompletionStage<Void> ping() {
            return association.ping();
        }

        @Override
        public void close() {
            association.close();
        }
    }
}
