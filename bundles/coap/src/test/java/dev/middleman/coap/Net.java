package dev.middleman.coap;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlServer.Served;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.ServerSpec;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Servers and clients on loopback, and short ways to say what tests say often. */
final class Net {
    static final Endpoint LOOPBACK = Endpoint.ofIp4(0x7f000001, 0);
    static final Endpoint LOOPBACK6 = new Endpoint(0, 1, 0);
    /** A quarter of the real waits: short for tests that wait for the end, long enough for a busy machine. */
    static final CoapSettings QUICK = new CoapSettings(500, 5_000, 6_000);

    static final ControlHandler DEAF = (request, reply) -> reply.send(Answer.of(Status.NOT_FOUND));

    private static final int WAIT_SECONDS = 30;

    private Net() {}

    static ServerSpec spec(Identity identity, Endpoint bind) {
        return new ServerSpec("test", bind, "m2", identity.key(), identity.chain(), 1_000, 1_000);
    }

    static Served serve(Identity identity, ControlHandler handler) throws ControlException {
        return new CoapServer(QUICK).serve(spec(identity, LOOPBACK), handler);
    }

    static ConnectSpec to(int port, byte[] pin) {
        return new ConnectSpec("test", "127.0.0.1", port, "m2", List.of(pin), Optional.empty());
    }

    static Association connect(Identity identity, int port) {
        return connect(identity, port, DEAF);
    }

    static Association connect(Identity identity, int port, ControlHandler handler) {
        return get(new CoapClient(QUICK).connect(to(port, identity.pin()), handler));
    }

    static Ask post(String path, String body) {
        return Ask.of(Method.POST, path, utf8(body));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Answer answer) {
        return new String(answer.payload(), StandardCharsets.UTF_8);
    }

    /** The next one, which comes soon. */
    static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came");
        }
        return next;
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Why it failed. */
    static ControlException.Reason reason(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("it did not fail");
        } catch (ExecutionException e) {
            return ((ControlException) e.getCause()).reason();
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
