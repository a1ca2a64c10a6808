package dev.middleman.peer.cli;

import dev.middleman.peer.Agent;
import dev.middleman.peer.CallException;
import dev.middleman.peer.Line;
import dev.middleman.peer.LineListener;
import dev.middleman.peer.LineState;
import dev.middleman.peer.Offer;
import dev.middleman.peer.OfferHandler;
import dev.middleman.peer.Peer;
import dev.middleman.peer.Shim;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.Pid;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code peer listen}. */
@Command(
        name = "listen",
        description = "Be reachable: chat with whoever calls, or hand their datagrams to a local program.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${ROOT-COMMAND-NAME} listen --realm home.realm --key bob.pem",
            "      chat with one caller at a time, asking before each",
            "  ${ROOT-COMMAND-NAME} listen --realm home.realm --key bob.pem --to 127.0.0.1:51820 --plain",
            "      every caller reaches the local UDP program, each from a local port of its own",
            "  ${ROOT-COMMAND-NAME} listen --realm home.realm --key bob.pem --agent",
            "      tells where a program such as WireGuard has to send; one caller at a time",
            "",
            "Events with --json: ready {pid}, relay {ip, port, endpoint}, line, caller {pid}, line-closed, text, question, not-sent, error, closed."
        })
final class ListenCommand implements Callable<Integer> {
    @Mixin
    private PeerOptions options;

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description = "Forward to the program that listens here, in place of a chat.")
    private HostPort to;

    @Option(
            names = "--accept",
            paramLabel = "MODE",
            converter = Converters.ToAccept.class,
            description = "ask (the person at the keyboard), open (everybody), refuse (nobody), members (of the realm)."
                    + " Left out: open with --to, ask without.")
    private Accept accept;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (options.agent && to != null) {
            throw new ParameterException(command.commandLine(), "--agent forwards nothing: it cannot go with --to");
        }
        InetSocketAddress program = to == null ? null : resolve(to);
        Accept mode = accept != null ? accept : to != null ? Accept.OPEN : Accept.ASK;
        Peer peer = options.open();
        Reporter reporter = options.reporter();
        Session session = Session.begin(peer, reporter);
        Chat chat = new Chat(reporter, session);
        Shim.Listening shim = program == null ? null : Shim.listening(program);
        if (shim != null) {
            session.use(shim);
        }
        peer.register(mode, options.agent ? agentHandler(session, reporter) : new Host(mode, reporter, chat, shim))
                .whenComplete((registration, failed) -> {
                    if (failed != null) {
                        session.fail(failed);
                        return;
                    }
                    String pid = peer.pid().text();
                    reporter.event("ready", "READY: " + pid + " can be called", "pid", pid);
                    if (!options.agent && (shim == null || mode == Accept.ASK)) {
                        chat.start(System.in);
                    }
                });
        return session.await();
    }

    /** With {@code ask}, whoever calls while there is no line is accepted. */
    private static OfferHandler agentHandler(Session session, Reporter reporter) {
        AgentTalk talk = new AgentTalk(reporter);
        Agent.Listening agent = Agent.listening(talk);
        session.use(agent);
        return talk.handler(agent);
    }

    private InetSocketAddress resolve(HostPort address) {
        if (address.port() == 0) {
            throw new ParameterException(command.commandLine(), "--to: port '0' is not in 1..65535");
        }
        try {
            return address.resolve();
        } catch (UnknownHostException e) {
            throw new ParameterException(command.commandLine(), "--to: there is no host '" + address.host() + "'", e);
        }
    }

    /** Decides over offers and passes lines on. */
    private record Host(Accept mode, Reporter reporter, Chat chat, Shim.Listening shim) implements OfferHandler {

        @Override
        public CompletionStage<Boolean> offered(Offer offer) {
            if (mode != Accept.ASK || offer.replaces().isPresent()) {
                return CompletableFuture.completedFuture(true); // who was let in may come back
            }
            CompletableFuture<Boolean> decision = new CompletableFuture<>();
            chat.ask("Somebody calls. Accept? (y/n, " + offer.secondsLeft() + " s)", decision::complete);
            return decision;
        }

        @Override
        public void connected(Line line) {
            reporter.event("line", "somebody is on the line", "sealed", line.isSealed());
            line.listen(new Greeter(reporter));
            if (shim != null) {
                shim.connected(line);
            } else if (!chat.talk(line)) {
                line.close(); // one at a time
            }
        }

        @Override
        public void failed(CallException why) {
            reporter.offerFailed(why);
        }
    }

    /** Says who called, where the caller shows it. */
    private record Greeter(Reporter reporter) implements LineListener {

        @Override
        public void changed(Line line, LineState state) {
            line.remote().ifPresent(caller -> identified(line, caller));
        }

        @Override
        public void identified(Line line, Pid caller) {
            reporter.event("caller", "it is " + caller.text(), "pid", caller.text());
        }
    }
}
