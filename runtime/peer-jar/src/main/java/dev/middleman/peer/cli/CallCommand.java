package dev.middleman.peer.cli;

import dev.middleman.peer.Agent;
import dev.middleman.peer.CallOptions;
import dev.middleman.peer.Line;
import dev.middleman.peer.Peer;
import dev.middleman.peer.Shim;
import dev.middleman.wire.id.Pid;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peer call PID}. */
@Command(
        name = "call",
        description = "Call a peer: chat with it, or put a local UDP port in its place.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${ROOT-COMMAND-NAME} call fd3c:...:1 --realm home.realm",
            "      chat: every line that is typed is a datagram, encrypted end to end",
            "  ${ROOT-COMMAND-NAME} call fd3c:...:1 --realm home.realm --local 51820 --plain",
            "      what local programs send to 127.0.0.1:51820 reaches the other peer's program, byte for byte",
            "  ${ROOT-COMMAND-NAME} call fd3c:...:1 --realm home.realm --agent",
            "      tells where a program such as WireGuard has to send; no datagram passes through this process",
            "",
            "Events with --json: ready {pid, peer, local}, relay {ip, port, endpoint}, line-closed, text, not-sent, error, closed."
        })
final class CallCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PID", converter = Converters.ToPid.class, description = "Who is called.")
    private Pid to;

    @Mixin
    private PeerOptions options;

    @Option(
            names = "--local",
            paramLabel = "[HOST:]PORT",
            converter = HostPort.Converter.class,
            description = "Forward this local UDP port, 0 for any free one, in place of a chat.")
    private HostPort local;

    @Option(names = "--identify", description = "Show the called peer who calls, inside the encrypted line.")
    private boolean identify;

    @Option(
            names = "--middle-men",
            paramLabel = "N",
            defaultValue = "1",
            description = "Middle-men side by side, 1 to 3: when one is gone, datagrams go through the next.")
    private int middleMen;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        if (identify && (options.plain || options.agent)) {
            throw new ParameterException(
                    command.commandLine(), "--identify needs an encrypted line: it cannot go with --plain or --agent");
        }
        if (options.agent && local != null) {
            throw new ParameterException(command.commandLine(), "--agent forwards nothing: it cannot go with --local");
        }
        CallOptions how = how();
        InetSocketAddress forward = local == null ? null : resolve(local);
        Peer peer = options.open();
        Reporter reporter = options.reporter();
        Session session = Session.begin(peer, reporter);
        if (options.agent) {
            callForProgram(session, reporter, peer);
        } else if (forward != null) {
            Shim.calling(peer, to, how, forward).whenComplete((shim, failed) -> {
                if (failed != null) {
                    session.fail(failed);
                } else {
                    onShim(session, reporter, peer, shim);
                }
            });
        } else {
            peer.call(to, how).whenComplete((line, failed) -> {
                if (failed != null) {
                    session.fail(failed);
                } else {
                    onLine(session, reporter, peer, line);
                }
            });
        }
        return session.await();
    }

    private CallOptions how() {
        try {
            CallOptions how = CallOptions.DEFAULT.through(middleMen);
            return identify ? how.identified() : how;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--middle-men " + middleMen + " is not in 1..3", e);
        }
    }

    private void callForProgram(Session session, Reporter reporter, Peer peer) {
        Agent.calling(peer, to, new AgentTalk(reporter)).whenComplete((agent, failed) -> {
            if (failed != null) {
                session.fail(failed);
                return;
            }
            session.use(agent);
            reporter.event(
                    "ready", "READY: armed for " + to.text(), "pid", peer.pid().text(), "peer", to.text(), "local", 0);
            agent.closed().thenAccept(reason -> session.end(Exit.NO_LINE));
        });
    }

    private void onShim(Session session, Reporter reporter, Peer peer, Shim shim) {
        session.use(shim);
        reporter.event(
                "ready",
                "READY: " + local.host() + " port " + shim.localPort() + " is " + to.text(),
                "pid",
                peer.pid().text(),
                "peer",
                to.text(),
                "local",
                shim.localPort());
        shim.closed().thenAccept(reason -> session.end(Exit.NO_LINE));
    }

    private void onLine(Session session, Reporter reporter, Peer peer, Line line) {
        String sealed = line.isSealed() ? "encrypted end to end" : "plain";
        reporter.event(
                "ready",
                "READY: on the line with " + to.text() + " (" + sealed + "); end with Ctrl-D",
                "pid",
                peer.pid().text(),
                "peer",
                to.text(),
                "local",
                0);
        Chat chat = new Chat(reporter, session);
        chat.talk(line);
        line.closed().thenAccept(reason -> session.end(Exit.OK));
        chat.start(System.in);
    }

    private InetSocketAddress resolve(HostPort address) {
        try {
            return address.resolve();
        } catch (UnknownHostException e) {
            throw new ParameterException(
                    command.commandLine(), "--local: there is no host '" + address.host() + "'", e);
        }
    }
}
