package dev.middleman.peer.cli;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.Identity;
import dev.middleman.peer.Membership;
import dev.middleman.peer.Peer;
import dev.middleman.peer.PeerBuilder;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What listening and calling have in common. */
final class PeerOptions {
    private static final int MAX_MEMBER_BYTES = 1_024;

    @Option(names = "--realm", paramLabel = "FILE", required = true, description = "The realm document.")
    Path realm;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "This peer's key, as '${ROOT-COMMAND-NAME} id --new' makes it. Left out: a key for this run only.")
    Path key;

    @ArgGroup
    Member member;

    /** What a realm's rule for members asks for: one of them. */
    static final class Member {
        @Option(
                names = "--certificate",
                paramLabel = "FILE",
                required = true,
                description =
                        "Show in calls that this key is a member's: the text that 'middleman realm admit' printed."
                                + " The KA server learns who calls.")
        Path certificate;

        @Option(
                names = "--secret",
                paramLabel = "FILE",
                required = true,
                description = "Show in calls that this peer knows the realm's secret: 16 to 64 bytes, base64url."
                        + " The KA server learns who calls.")
        Path secret;
    }

    @Option(
            names = "--ka",
            paramLabel = "ADDRESS",
            converter = Converters.ToKa.class,
            description = "A KA server to use in place of those of the realm document; may be repeated."
                    + " coaps://HOST:PORT/m2#sha256=...")
    List<KaAddress> servers = List.of();

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            converter = Converters.ToAddress.class,
            description = "The local IP address of every socket towards the network. Left out: the system chooses.")
    Endpoint bind;

    @Option(
            names = "--plain",
            description = "Forward bytes as they are, for programs that encrypt themselves. Both sides must have it.")
    boolean plain;

    @Option(
            names = "--agent",
            description =
                    "Look after a program on this host that sends to the middle-man itself, such as WireGuard: tell"
                            + " where it has to send, and prove this host's address for it. Both sides forward plain bytes.")
    boolean agent;

    @Option(names = "--json", description = "Report events to a script: one JSON object a line on the output.")
    boolean json;

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    Reporter reporter() {
        return new Reporter(json, System.out, System.err);
    }

    /** @throws ParameterException when a file cannot be used; names it */
    Peer open() {
        RealmDocument document = readRealm(command.commandLine(), realm);
        PeerBuilder builder = Peer.builder().realm(document).sealed(!plain);
        if (!servers.isEmpty()) {
            builder.servers(servers);
        }
        if (key != null) {
            builder.identity(readKey(command.commandLine(), key));
        }
        if (bind != null) {
            builder.bind(bind);
        }
        if (member != null) {
            builder.membership(
                    member.secret != null
                            ? membership("--secret", member.secret, Membership::bySecret)
                            : membership("--certificate", member.certificate, Membership::byCertificate));
        }
        if (agent) {
            builder.agent();
        }
        return builder.build();
    }

    /** Makes a membership of what stands in a file. */
    private interface Reading {
        Membership of(Octets octets) throws WireException;
    }

    private Membership membership(String option, Path file, Reading reading) {
        String which = option + " " + file + ": ";
        try {
            if (Files.size(file) > MAX_MEMBER_BYTES) {
                throw new ParameterException(command.commandLine(), which + "more than " + MAX_MEMBER_BYTES + " bytes");
            }
            return reading.of(Octets.ofBase64Url(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip()));
        } catch (IOException e) {
            throw new ParameterException(command.commandLine(), which + "cannot be read", e);
        } catch (IllegalArgumentException | WireException e) {
            throw new ParameterException(command.commandLine(), which + e.getMessage(), e);
        }
    }

    static RealmDocument readRealm(CommandLine commandLine, Path file) {
        try {
            if (Files.size(file) > RealmDocument.MAX_BYTES) {
                throw new ParameterException(
                        commandLine, "--realm " + file + ": more than " + RealmDocument.MAX_BYTES + " bytes");
            }
            RealmDocument document = RealmDocument.parse(Files.readAllBytes(file));
            if (document.isExpired(System.currentTimeMillis() / 1_000)) {
                throw new ParameterException(commandLine, "--realm " + file + ": the realm document has expired");
            }
            return document;
        } catch (IOException e) {
            throw new ParameterException(commandLine, "--realm " + file + ": cannot be read", e);
        } catch (WireException e) {
            throw new ParameterException(commandLine, "--realm " + file + ": " + e.getMessage(), e);
        }
    }

    static Identity readKey(CommandLine commandLine, Path file) {
        try {
            return Identity.load(file);
        } catch (IOException e) {
            boolean named = e.getMessage() != null && e.getMessage().startsWith(file + ":");
            throw new ParameterException(
                    commandLine, "--key " + (named ? e.getMessage() : file + ": cannot be read"), e);
        }
    }
}
