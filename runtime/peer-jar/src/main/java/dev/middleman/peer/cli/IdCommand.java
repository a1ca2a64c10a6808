package dev.middleman.peer.cli;

import dev.middleman.peer.Identity;
import dev.middleman.wire.id.RealmDocument;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code peer id}: prints the pid of a key in a realm, making the key where it is asked to. */
@Command(
        name = "id",
        description = "Print this peer's id in a realm; with --new, make its key first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${ROOT-COMMAND-NAME} id --new --key bob.pem --realm home.realm",
            "  ${ROOT-COMMAND-NAME} id --key bob.pem --realm home.realm --json",
            "",
            "The key file is PKCS#8 PEM (Ed25519); 'openssl genpkey -algorithm ed25519' makes one too.",
            "Whoever has it is this peer. It is written so that only its owner can read it."
        })
final class IdCommand implements Callable<Integer> {
    @Option(names = "--realm", paramLabel = "FILE", required = true, description = "The realm document.")
    private Path realm;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "The key file.")
    private Path key;

    @Option(names = "--new", description = "Make a new key; refuses to overwrite a file.")
    private boolean make;

    @Option(
            names = "--public",
            description = "Print the public key in place of the id: what 'middleman realm admit --member' takes.")
    private boolean publicKey;

    @Option(names = "--json", description = "Print a JSON object with both.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        RealmDocument document = PeerOptions.readRealm(command.commandLine(), realm);
        Identity identity = make ? makeKey() : PeerOptions.readKey(command.commandLine(), key);
        String pid = identity.pid(document.realmId()).text();
        if (json) {
            new Reporter(true, System.out, System.err).event("id", pid, "pid", pid, "public", key(identity));
        } else {
            System.out.println(publicKey ? key(identity) : pid);
        }
        return Exit.OK;
    }

    private static String key(Identity identity) {
        return identity.publicKey().toBase64Url();
    }

    private Identity makeKey() {
        Identity identity = Identity.create();
        try {
            identity.save(key);
            return identity;
        } catch (FileAlreadyExistsException e) {
            throw new ParameterException(
                    command.commandLine(), "--key " + key + ": is there already; a key is never overwritten", e);
        } catch (IOException e) {
            throw new ParameterException(command.commandLine(), "--key " + key + ": cannot be written", e);
        }
    }
}
