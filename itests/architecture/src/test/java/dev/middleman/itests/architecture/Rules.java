package dev.middleman.itests.architecture;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The invariants as functions from facts to violations, so that each can first be shown a planted one. */
final class Rules {

    private static final Set<String> MAY_EXPORT = Set.of("api", "wire", "peer");

    private static final Set<String> ON_WIRE =
            Set.of("engine", "ka.server", "ka.client", "ka.http", "metrics", "peer", "policy.psk", "policy.cert");

    private static final Set<String> CLOCKS = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Thread.sleep",
            "java.util.concurrent.TimeUnit.sleep",
            "java.time.Instant.now",
            "java.time.LocalDateTime.now",
            "java.time.LocalDate.now",
            "java.time.ZonedDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.util.Calendar.getInstance");

    private static final Set<String> ADDRESS_TYPES = Set.of(
            "java.net.InetAddress",
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.InetSocketAddress",
            "java.net.SocketAddress");

    /** Growing without an end unless their constructor is given one. */
    private static final Map<String, String> UNBOUNDED = Map.of(
            "java.util.concurrent.ConcurrentLinkedQueue", "",
            "java.util.concurrent.ConcurrentLinkedDeque", "",
            "java.util.concurrent.LinkedTransferQueue", "",
            "java.util.concurrent.PriorityBlockingQueue", "",
            "java.util.concurrent.DelayQueue", "",
            "java.util.concurrent.ScheduledThreadPoolExecutor", "",
            "java.util.concurrent.LinkedBlockingQueue", "(I)V",
            "java.util.concurrent.LinkedBlockingDeque", "(I)V");

    private Rules() {}

    /** Invariant 1: who exports. */
    static List<String> exporting(String bundle, Set<String> exports) {
        return MAY_EXPORT.contains(bundle)
                ? List.of()
                : exports.stream()
                        .map(exported -> bundle + " exports " + exported)
                        .toList();
    }

    /** Invariant 1: exported types that anybody may implement, and that do not say what a new method would mean. */
    static List<String> unmarked(CompiledClass compiled) {
        return compiled.isPublic() && compiled.limits().isEmpty()
                ? List.of(compiled.name() + " is not marked, final or sealed")
                : List.of();
    }

    /** Invariant 1: which of our packages a bundle may import. */
    static List<String> sideways(String bundle, Set<String> imports) {
        return imports.stream()
                .filter(imported -> imported.startsWith("dev.middleman."))
                .filter(imported -> !mayImport(bundle, imported))
                .map(imported -> bundle + " imports " + imported)
                .toList();
    }

    private static boolean mayImport(String bundle, String imported) {
        // A bundle imports what it exports itself, so that all share one provider.
        boolean own = (imported + ".").startsWith("dev.middleman." + bundle + ".");
        boolean api = (imported + ".").startsWith("dev.middleman.api.");
        boolean wire = (imported + ".").startsWith("dev.middleman.wire.") && ON_WIRE.contains(bundle);
        return own || api && !bundle.equals("api") || wire;
    }

    /** Invariant 2, first witness: packages that the pure bundles may not import. */
    static List<String> impure(String bundle, Set<String> imports) {
        return imports.stream()
                .filter(imported -> Stream.of(
                                "java.net",
                                "java.nio.channels",
                                "java.nio.file",
                                "java.util.logging",
                                "org.slf4j",
                                "org.osgi.service.log",
                                "io.netty")
                        .anyMatch(forbidden -> (imported + ".").startsWith(forbidden + ".")))
                .map(imported -> bundle + " imports " + imported)
                .toList();
    }

    /** Invariant 2, second witness: types that the pure bundles' classes may not name. */
    static List<String> impureTypes(CompiledClass compiled) {
        return compiled.types().stream()
                .filter(type -> type.matches(
                        "java\\.net\\..*|java\\.nio\\.channels\\..*|java\\.nio\\.file\\..*|java\\.io\\.(File|RandomAccess).*"
                                + "|java\\.lang\\.Thread(\\$.*|Group|Local)?|java\\.lang\\.System\\$Logger.*"
                                + "|java\\.util\\.logging\\..*|org\\.slf4j\\..*|org\\.osgi\\.service\\.log\\..*"
                                + "|io\\.netty\\..*|java\\.util\\.concurrent\\.(Executors|.*ThreadPool.*|ForkJoin.*)"
                                + "|java\\.util\\.Timer"))
                .map(type -> compiled.name() + " names " + type)
                .toList();
    }

    /** Invariant 3: reads of a clock, waiting by the clock included. */
    static List<String> clockReads(CompiledClass compiled) {
        return compiled.calls().stream()
                .filter(call -> CLOCKS.contains(call.target())
                        || call.target().equals("java.util.Date.<init>")
                                && call.descriptor().equals("()V"))
                .map(call -> call.caller() + " calls " + call.target())
                .toList();
    }

    /** Invariant 4: addresses that are made part of a text, or asked for theirs. */
    static List<String> addressTexts(CompiledClass compiled) {
        Stream<String> joined = compiled.joinedToText().stream()
                .filter(ADDRESS_TYPES::contains)
                .map(type -> compiled.name() + " makes a text of " + type);
        Stream<String> asked = compiled.calls().stream()
                .filter(call -> ADDRESS_TYPES.contains(call.owner()))
                .filter(call -> Set.of(
                                "toString", "getHostAddress", "getHostName", "getHostString", "getCanonicalHostName")
                        .contains(call.name()))
                .map(call -> compiled.name() + " calls " + call.target());
        return Stream.concat(joined, asked).toList();
    }

    /** Invariant 4: public signatures with the platform's address types. */
    static List<String> addressesInPublic(CompiledClass compiled) {
        return compiled.isPublic()
                ? compiled.publicSignatures().stream()
                        .filter(ADDRESS_TYPES::contains)
                        .map(type -> compiled.name() + " has " + type + " in a public signature")
                        .toList()
                : List.of();
    }

    /** Invariant 6: queues without an end. */
    static List<String> unboundedQueues(CompiledClass compiled) {
        return compiled.calls().stream()
                .filter(call -> isUnboundedQueue(call) || isUnboundedExecutor(call))
                .map(call -> call.caller() + " makes " + call.target() + call.descriptor())
                .toList();
    }

    private static boolean isUnboundedQueue(Call call) {
        String bounded = UNBOUNDED.get(call.owner());
        return bounded != null
                && call.name().equals("<init>")
                && !call.descriptor().equals(bounded);
    }

    private static boolean isUnboundedExecutor(Call call) {
        return call.owner().equals("java.util.concurrent.Executors")
                && call.name().startsWith("new");
    }

    /** Threads that are made here; the flag tells whether one without a name. */
    static List<String> threads(CompiledClass compiled, boolean onlyUnnamed) {
        return compiled.calls().stream()
                .filter(call -> call.target().equals("java.lang.Thread.<init>"))
                .filter(call -> !onlyUnnamed || !call.descriptor().contains("Ljava/lang/String;"))
                .map(call -> call.caller() + " makes a thread " + call.descriptor())
                .toList();
    }

    /** Invariant 5: fields that hold a service or a listener of the api. */
    static List<String> services(CompiledClass compiled, Set<String> serviceTypes) {
        return compiled.fields().stream()
                .filter(serviceTypes::contains)
                .map(type -> compiled.name() + " has a field of type " + type)
                .collect(Collectors.toList());
    }
}
