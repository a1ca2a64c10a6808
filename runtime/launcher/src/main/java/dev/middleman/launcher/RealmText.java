package dev.middleman.launcher;

import dev.middleman.wire.WireException;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads what is said about a realm on the command line. Stateless. */
final class RealmText {
    private RealmText() {}

    static KaAddress address(CommandSpec spec, String option, String text) {
        try {
            return KaAddress.parse(text);
        } catch (WireException refused) {
            throw new ParameterException(spec.commandLine(), option + " " + text + ": " + refused.getMessage());
        }
    }

    static List<KaAddress> addresses(CommandSpec spec, List<String> texts) {
        return texts.stream().map(text -> address(spec, "--ka", text)).toList();
    }

    static long notAfter(CommandSpec spec, int days) {
        try {
            return RealmFiles.notAfter(days);
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(spec.commandLine(), refused.getMessage());
        }
    }

    static RealmDocument document(
            CommandSpec spec, Octets pub, List<KaAddress> servers, String rule, long sequence, int days) {
        long notAfter = notAfter(spec, days);
        try {
            return new RealmDocument(pub, servers, rule, sequence, notAfter);
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(spec.commandLine(), refused.getMessage());
        }
    }
}
