package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A KA core in real time, targets that will not be reached, and a stopwatch at the caller's side. Thread-safe. */
final class RefusalExperiment implements AutoCloseable {
    static final int REFUSED_AFTER_MS = 200;

    /** Why a caller does not get through. */
    enum Why {
        UNKNOWN,
        OFFLINE,
        REFUSING,
        SILENT,
        BLOCKED,
        OVER_ASKED,
        /** Registered at another member of the cluster, which puts the offer into no inbox. */
        ELSEWHERE
    }

    /**
     * What the caller saw.
     *
     * @param acknowledgedNs how long the server took the request for
     * @param answeredNs from the request to the answer
     */
    record Seen(Why why, long acknowledgedNs, long answeredNs, Answer answer) {}

    private static final int MAX_ASKS = 3;
    private static final long TICK_NS = 10_000_000;
    private static final Pid ASKED_BEFORE = House.pid(1);
    private static final Pid LEFT = House.pid(2);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final AtomicInteger toMiddleMen = new AtomicInteger();
    private final AtomicLong txn = new AtomicLong();
    private final Endpoint caller = House.ip("192.0.2.1").withPort(1);
    private final FarAway cluster = new FarAway();
    private final KaCore core;
    private int nextTarget = 10;

    RefusalExperiment(long seed) {
        timer.setRemoveOnCancelPolicy(true);
        KaSettings settings = new KaSettings(
                new KaSettings.Waits(REFUSED_AFTER_MS, 2_000, 1_000),
                new KaSettings.Rates(100_000, 100_000, MAX_ASKS),
                new KaSettings.Sizes(10_000, 10, 50_000),
                3,
                30,
                false);
        Clock clock = new Clock(timer);
        Turns turns = new Turns(failure -> {
            throw failure;
        });
        core = new KaCore(settings, Policies.NONE, new Agenda(clock, clock, turns), new Random(seed));
        core.join(cluster);
        core.registerMiddleman(
                House.pub(1),
                House.registration(List.of(House.ip("198.51.100.1")), "x"),
                House.ip("198.51.100.1").withPort(1),
                new Counting(toMiddleMen),
                new Ignoring());
        register(ASKED_BEFORE, Accept.ASK, new Ignoring());
        for (int i = 0; i < MAX_ASKS; i++) {
            LookUp body = lookUpOf(ASKED_BEFORE);
            ask(body, request(body, new Ignoring()));
        }
        CompletableFuture<Octets> cap = new CompletableFuture<>();
        register(LEFT, Accept.OPEN, new Ignoring() {
            @Override
            public void send(Answer answer) {
                cap.complete(Names.parse(answer.location().substring(3)).orElseThrow());
            }
        });
        core.removePeer(cap.join(), new Ignoring());
    }

    /** How many requests any middle-man got. */
    int toMiddleMen() {
        return toMiddleMen.get();
    }

    /** How many offers were sent to other members. */
    int toMembers() {
        return cluster.offers.get();
    }

    /** How many offers came to targets. */
    long offers() {
        return core.totals().offers();
    }

    /**
     * Makes a look-up that will be refused for this reason.
     *
     * @param lateMs a planted difference: how much later than the server said the answer arrives
     */
    Call prepare(Why why, long lateMs) {
        return new Call(why, lookUpOf(target(why)), lateMs);
    }

    /** A look-up to come. */
    final class Call {
        private final CompletableFuture<Seen> seen = new CompletableFuture<>();
        private final AtomicLong startedNs = new AtomicLong();
        private final AtomicLong acknowledgedNs = new AtomicLong();
        private final Why why;
        private final LookUp body;
        private final Exchange.Request request;

        Call(Why why, LookUp body, long lateMs) {
            this.why = why;
            this.body = body;
            this.request = request(body, new Ignoring() {
                @Override
                public void send(Answer answer) {
                    if (lateMs == 0) {
                        note(answer);
                    } else {
                        timer.schedule(() -> note(answer), lateMs, TimeUnit.MILLISECONDS);
                    }
                }
            });
        }

        CompletableFuture<Seen> start() {
            startedNs.set(System.nanoTime());
            ask(body, request);
            acknowledgedNs.set(System.nanoTime() - startedNs.get());
            return seen;
        }

        private void note(Answer answer) {
            seen.complete(new Seen(why, acknowledgedNs.get(), System.nanoTime() - startedNs.get(), answer));
        }
    }

    private Pid target(Why why) {
        Pid fresh = House.pid(nextTarget++);
        switch (why) {
            case UNKNOWN -> {
                return fresh;
            }
            case OFFLINE -> {
                return LEFT;
            }
            case OVER_ASKED -> {
                return ASKED_BEFORE;
            }
            case ELSEWHERE -> cluster.peers.add(fresh.low());
            case BLOCKED -> register(fresh, Accept.REFUSE, new Ignoring());
            case SILENT -> register(fresh, Accept.ASK, new Ignoring());
            default -> register(fresh, Accept.ASK, new SayingNo());
        }
        return fresh;
    }

    private void register(Pid pid, Accept accept, Ignoring registered) {
        core.registerPeer(
                new KnownPeer.Id(House.REALM, pid),
                new RegisterPeer(House.REALM, House.NONCE, 3_600, accept, Families.BOTH, LatchMode.KNOCK, Octets.EMPTY),
                registered);
    }

    private LookUp lookUpOf(Pid target) {
        return new LookUp(
                House.REALM,
                target,
                Octets.of(ByteBuffer.allocate(8).putLong(txn.incrementAndGet()).array()),
                Octets.EMPTY,
                Octets.EMPTY,
                House.CALLER_BLOB,
                Families.BOTH,
                LatchMode.KNOCK,
                1,
                1,
                List.of());
    }

    private Exchange.Request request(LookUp body, Reply reply) {
        return new Exchange.Request(Exchange.hash(body.encode()), txn.get(), reply);
    }

    private void ask(LookUp body, Exchange.Request request) {
        core.lookUp(caller, body, Policies.Proof.none(Octets.EMPTY), request);
    }

    @Override
    public void close() {
        core.close();
        timer.shutdownNow();
    }

    /** Runs what is due at the next tick, as a node's does. */
    private record Clock(ScheduledThreadPoolExecutor timer) implements Ticks, Deadlines {
        @Override
        public long nowNs() {
            return System.nanoTime();
        }

        @Override
        public long wallSeconds() {
            return 1_800_000_000;
        }

        @Override
        public Deadline after(long delayNs, Runnable work) {
            long dueNs = System.nanoTime() + delayNs;
            long tickNs = dueNs + Math.floorMod(-dueNs, TICK_NS);
            ScheduledFuture<?> planned = timer.schedule(work, tickNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            return () -> planned.cancel(false);
        }
    }

    private record Counting(AtomicInteger count) implements MiddlemanLink {
        @Override
        public long associationId() {
            return 1;
        }

        @Override
        public CompletionStage<Optional<Octets>> hold(Hold hold) {
            count.incrementAndGet();
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public CompletionStage<Optional<Granted>> commit(Octets handle, Commit commit) {
            count.incrementAndGet();
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public void release(Octets handle) {
            count.incrementAndGet();
        }
    }

    private static class Ignoring implements Reply {
        @Override
        public void send(Answer answer) {
            // nobody waits for it
        }

        @Override
        public Observer observe(Answer first, Runnable ended) {
            throw new UnsupportedOperationException("nothing to observe");
        }
    }

    /** Hears of its registration, observes the inbox, and says no to every offer. */
    private final class SayingNo extends Ignoring {
        @Override
        public void send(Answer answer) {
            core.watchInbox(Names.parse(answer.location().substring(3)).orElseThrow(), this);
        }

        @Override
        public Observer observe(Answer first, Runnable ended) {
            return new Observer() {
                @Override
                public boolean notify(Answer inbox) {
                    sayNo(inbox);
                    return true;
                }

                @Override
                public void close() {
                    // the experiment is over
                }
            };
        }

        private void sayNo(Answer inbox) {
            try {
                TargetAnswer no = new TargetAnswer(false, Octets.EMPTY, Families.BOTH, LatchMode.KNOCK);
                Inbox.parse(inbox.payload())
                        .offers()
                        .forEach(offer -> core.answerOffer(
                                House.ip(House.TARGETS_ADDRESS),
                                offer.iid(),
                                no,
                                new Exchange.Request(Exchange.hash(no.encode()), 2, new Ignoring())));
            } catch (WireException e) {
                throw new AssertionError(e);
            }
        }
    }
}
