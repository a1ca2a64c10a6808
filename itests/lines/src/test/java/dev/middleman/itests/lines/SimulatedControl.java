package dev.middleman.itests.lines;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlException.Reason;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Subscription;
import dev.middleman.api.net.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The control protocol's binding without a network: a delay each way, a bound on handshakes per second as the real binding
 * has one, and a server that may end in good order or not. Everybody has an address of their own. For one thread.
 */
final class SimulatedControl implements ControlClient {
    private static final long DELAY_NS = 20_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    /** How long it takes until a message, or a handshake, to nobody is given up: the real binding's longest. */
    private static final long GIVE_UP_NS = 15 * SECOND_NS;

    private final SimulatedTime time;
    private final List<Link> links = new ArrayList<>();
    private ControlHandler server;
    private int handshakesPerSecond = Integer.MAX_VALUE;
    private long second = -1;
    private int left;
    private int connects;
    long refused;

    SimulatedControl(SimulatedTime time) {
        this.time = time;
    }

    void serve(ControlHandler handler) {
        server = handler;
    }

    /** From now on no more than so many are admitted in a second. */
    void admit(int handshakes) {
        handshakesPerSecond = handshakes;
    }

    /** The server goes: nobody is told. */
    void crash() {
        server = null;
    }

    /** The server goes and closes every association. */
    void stop() {
        server = null;
        List<Link> all = List.copyOf(links);
        links.clear();
        all.forEach(Link::lost);
    }

    /** Everyone whose association is open. */
    List<Link> open() {
        return links.stream().filter(link -> link.open && link.at == server).toList();
    }

    @Override
    public CompletionStage<Association> connect(ConnectSpec spec, ControlHandler handler) {
        CompletableFuture<Association> connected = new CompletableFuture<>();
        time.after(2 * DELAY_NS, () -> {
            if (server == null) {
                time.after(GIVE_UP_NS, () -> connected.completeExceptionally(silence()));
            } else if (!takeToken()) {
                refused++;
                connected.completeExceptionally(new ControlException(Reason.CLOSED, "the server refused"));
            } else {
                Link link = new Link(++connects, server, handler);
                links.add(link);
                connected.complete(link);
            }
        });
        return connected;
    }

    private boolean takeToken() {
        if (time.nowSeconds() != second) {
            second = time.nowSeconds();
            left = handshakesPerSecond;
        }
        return left-- > 0;
    }

    private static ControlException silence() {
        return new ControlException(Reason.TIMEOUT, "no answer");
    }

    /** A request as the server sees it. */
    private record Request(Method method, String path, byte[] payload, boolean wantsObserve, Association association)
            implements ControlRequest {
        @Override
        public boolean isJson() {
            return true;
        }
    }

    /** An association, both sides of it. */
    final class Link implements Association {
        private final int number;
        private final ControlHandler at;
        private final ControlHandler client;
        private final List<Runnable> losses = new ArrayList<>();
        private boolean open = true;
        /** Where the client is registered; empty before. */
        String location = "";

        Link(int number, ControlHandler at, ControlHandler client) {
            this.number = number;
            this.at = at;
            this.client = client;
        }

        @Override
        public long id() {
            return number;
        }

        @Override
        public Endpoint remote() {
            return Endpoint.ofIp4(0x0a00_0000 + number, 40_000);
        }

        @Override
        public CompletionStage<Answer> ask(Ask ask) {
            CompletableFuture<Answer> asked = new CompletableFuture<>();
            send(
                    ask,
                    false,
                    new Reply() {
                        @Override
                        public void send(Answer answer) {
                            if (ask.method() == Method.POST
                                    && !answer.location().isEmpty()) {
                                location = answer.location();
                            }
                            time.after(DELAY_NS, () -> asked.complete(answer));
                        }

                        @Override
                        public Observer observe(Answer first, Runnable ended) {
                            throw new UnsupportedOperationException("nobody asked to observe");
                        }
                    },
                    asked::completeExceptionally);
            return asked;
        }

        private void send(Ask ask, boolean observing, Reply reply, Consumer<Throwable> failed) {
            if (!open) {
                failed.accept(new ControlException(Reason.CLOSED, "closed"));
                return;
            }
            time.after(DELAY_NS, () -> {
                if (server == at) {
                    at.handle(new Request(ask.method(), ask.path(), ask.payload(), observing, this), reply);
                } else {
                    time.after(GIVE_UP_NS, () -> failed.accept(silence()));
                }
            });
        }

        @Override
        public Subscription observe(String path, Consumer<Answer> listener, Runnable lost) {
            losses.add(lost);
            Observer watching = new Observer() {
                @Override
                public boolean notify(Answer answer) {
                    time.after(DELAY_NS, () -> listener.accept(answer));
                    return open;
                }

                @Override
                public void close() {
                    // the server's goodbye follows
                }
            };
            BiConsumer<Answer, Runnable> begun = (first, ended) -> watching.notify(first);
            send(
                    Ask.of(Method.GET, path),
                    true,
                    new Reply() {
                        @Override
                        public void send(Answer answer) {
                            begun.accept(answer, () -> {});
                        }

                        @Override
                        public Observer observe(Answer first, Runnable ended) {
                            begun.accept(first, ended);
                            return watching;
                        }
                    },
                    failed -> {});
            return () -> losses.remove(lost);
        }

        @Override
        public CompletionStage<Void> ping() {
            CompletableFuture<Void> pong = new CompletableFuture<>();
            if (!open) {
                pong.completeExceptionally(new ControlException(Reason.CLOSED, "closed"));
            } else if (server == at) {
                time.after(2 * DELAY_NS, () -> pong.complete(null));
            } else {
                time.after(GIVE_UP_NS, () -> pong.completeExceptionally(silence()));
            }
            return pong;
        }

        private void lost() {
            open = false;
            List.copyOf(losses).forEach(Runnable::run);
            client.gone(this);
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                links.remove(this);
                if (server == at) {
                    time.after(DELAY_NS, () -> at.gone(this));
                }
            }
        }
    }
}
