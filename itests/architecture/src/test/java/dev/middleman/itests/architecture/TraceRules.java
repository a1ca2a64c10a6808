package dev.middleman.itests.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** The rules against traces that need no following of values; functions from facts to violations, as in {@link Rules}. */
final class TraceRules {

    /** Numbers, and sums by reason. */
    private static final Set<String> COUNTS =
            Set.of("I", "J", "Z", "[J", "Ljava/util/Map;", "Ljava/util/List;", "Ldev/middleman/api/relay/TurnTimes;");

    private TraceRules() {}

    /** Whatever prints on the process's own output. */
    static List<String> printing(CompiledClass compiled) {
        List<String> found = new ArrayList<>();
        for (MethodNode method : compiled.code().methods) {
            for (AbstractInsnNode instruction : method.instructions) {
                boolean stream = instruction instanceof FieldInsnNode field
                        && field.owner.equals("java/lang/System")
                        && field.desc.equals("Ljava/io/PrintStream;");
                boolean trace = instruction instanceof MethodInsnNode call
                        && (call.name.equals("printStackTrace") || call.name.equals("dumpStack"));
                if (stream || trace) {
                    found.add(compiled.name() + "." + method.name + " prints");
                }
            }
        }
        return found;
    }

    /** Fields of a type of totals that are more than a count. */
    static List<String> notCounts(CompiledClass compiled) {
        return compiled.code().fields.stream()
                .filter(field -> (field.access & Opcodes.ACC_STATIC) == 0)
                .filter(field -> !COUNTS.contains(field.desc) || isMapOfMore(field) || isListOfMore(field))
                .map(field -> compiled.name() + "." + field.name + " is no count")
                .toList();
    }

    private static boolean isListOfMore(FieldNode field) {
        return field.desc.equals("Ljava/util/List;") && !"Ljava/util/List<Ljava/lang/Long;>;".equals(field.signature);
    }

    private static boolean isMapOfMore(FieldNode field) {
        return field.desc.equals("Ljava/util/Map;")
                && !String.valueOf(field.signature)
                        .matches("Ljava/util/Map<Ldev/middleman/api/relay/(DropReason|LatchMode);Ljava/lang/Long;>;");
    }

    /** Why the library that logs addresses would be heard: a logger from outside, or another provider than the silent one. */
    static List<String> heard(Set<String> imports, Set<String> entries) {
        Stream<String> outside = imports.stream()
                .filter(name -> name.startsWith("org.slf4j") || name.startsWith("org.eclipse.californium"))
                .map(name -> "imports " + name);
        Stream<String> missing = Stream.of(
                        "org/slf4j/LoggerFactory.class",
                        "org/slf4j/nop/NOPServiceProvider.class",
                        "META-INF/services/org.slf4j.spi.SLF4JServiceProvider")
                .filter(name -> !entries.contains(name))
                .map(name -> "does not carry " + name);
        Stream<String> loud = entries.stream()
                .filter(name ->
                        name.endsWith("ServiceProvider.class") && !name.contains("/nop/") && !name.contains("/spi/"))
                .filter(name -> !name.contains("Substitute") && !name.contains("helpers"))
                .map(name -> "carries " + name);
        return Stream.of(outside, missing, loud).flatMap(found -> found).toList();
    }
}
