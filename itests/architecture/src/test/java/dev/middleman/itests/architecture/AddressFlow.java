package dev.middleman.itests.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Where the halves of a peer's address go, in the class files of some bundles together: from the methods that read one, through
 * arithmetic, parameters and results of our own methods, to whatever would keep it on the heap.
 *
 * <p>An argument is followed to every method of that name and descriptor, whoever's it is, so that interfaces need no resolving.
 * Not followed: what library code returns, and the hashes of {@code Mix}, which are no addresses any more.
 */
final class AddressFlow {

    /** Methods whose result is half of an address, or all of an IPv4 one. */
    private static final Set<String> READS = Set.of(
            "sourceHigh(I)J",
            "sourceLow(I)J",
            "high(I)J",
            "low(I)J",
            "partnerHigh(I)J",
            "partnerLow(I)J",
            "high(Ljava/lang/foreign/MemorySegment;J)J",
            "low(Ljava/lang/foreign/MemorySegment;J)J");

    private static final String HASHES = "dev/middleman/engine/table/Mix";

    private static final Set<Integer> ARRAY_STORES =
            Set.of(Opcodes.LASTORE, Opcodes.IASTORE, Opcodes.SASTORE, Opcodes.BASTORE, Opcodes.CASTORE);

    /** {@code name + descriptor}, and which of the arguments (the object itself left out) may be an address. */
    private final Map<String, Set<Integer>> parameters = new HashMap<>();

    private final Set<String> results = new HashSet<>();
    private final Map<String, Method> methods = new HashMap<>();
    private final Set<String> kept = new TreeSet<>();
    private final Set<String> loops = new TreeSet<>();

    private record Method(ClassNode owner, MethodNode code) {

        String signature() {
            return code.name + code.desc;
        }

        @Override
        public String toString() {
            return owner.name.replace('/', '.') + "." + code.name;
        }
    }

    AddressFlow(List<CompiledClass> classes) {
        for (CompiledClass compiled : classes) {
            for (MethodNode code : compiled.code().methods) {
                Method method = new Method(compiled.code(), code);
                methods.put(compiled.name() + "." + method.signature(), method);
            }
        }
        int known;
        do {
            known = facts();
            methods.values().forEach(this::follow);
        } while (facts() > known);
        methods.values().forEach(this::judge);
    }

    /** Addresses that are put into a field, an array, a new object, a text or a lambda: by method. */
    Set<String> kept() {
        return kept;
    }

    /** Methods whose frame has an address, and a loop: a jump backwards. */
    Set<String> loops() {
        return loops;
    }

    /** Methods that were seen to have an address in their frame; for a test to show that there are some. */
    Set<String> holders() {
        Set<String> holders = new TreeSet<>();
        methods.values().stream()
                .filter(method -> holds(frames(method)))
                .forEach(method -> holders.add(method.toString()));
        return holders;
    }

    private int facts() {
        return results.size() + parameters.values().stream().mapToInt(Set::size).sum();
    }

    private void follow(Method method) {
        Frame<BasicValue>[] frames = frames(method);
        for (int i = 0; i < frames.length; i++) {
            AbstractInsnNode instruction = method.code().instructions.get(i);
            if (frames[i] == null) {
                continue;
            }
            if (instruction instanceof MethodInsnNode call && call.owner.startsWith("dev/middleman/")) {
                List<Integer> handed = addresses(frames[i], call.desc);
                if (!handed.isEmpty()) {
                    parameters
                            .computeIfAbsent(call.name + call.desc, key -> new HashSet<>())
                            .addAll(handed);
                }
            } else if (instruction.getOpcode() == Opcodes.LRETURN || instruction.getOpcode() == Opcodes.IRETURN) {
                if (isAddress(top(frames[i], 1)) && !method.owner().name.equals(HASHES)) {
                    results.add(method.owner().name + "." + method.signature());
                }
            }
        }
    }

    private void judge(Method method) {
        Frame<BasicValue>[] frames = frames(method);
        if (holds(frames) && hasLoop(method.code())) {
            loops.add(method.toString());
        }
        for (int i = 0; i < frames.length; i++) {
            String what = frames[i] == null
                    ? null
                    : keeping(method.code().instructions.get(i), frames[i]);
            if (what != null) {
                kept.add(method + " puts an address into " + what);
            }
        }
    }

    private static String keeping(AbstractInsnNode instruction, Frame<BasicValue> frame) {
        int opcode = instruction.getOpcode();
        if (instruction instanceof FieldInsnNode field
                && (opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC)
                && isAddress(top(frame, 1))) {
            return "the field " + field.name;
        }
        if (ARRAY_STORES.contains(opcode) && isAddress(top(frame, 1))) {
            return "an array";
        }
        if (instruction instanceof InvokeDynamicInsnNode dynamic
                && !addresses(frame, dynamic.desc).isEmpty()) {
            return "a text or a lambda";
        }
        if (instruction instanceof MethodInsnNode call
                && !addresses(frame, call.desc).isEmpty()) {
            return objectMadeBy(call);
        }
        return null;
    }

    /** What a call would make of an address; the native memory of tables and messages is no object. */
    private static String objectMadeBy(MethodInsnNode call) {
        if (call.name.equals("<init>")) {
            return "a new " + Type.getObjectType(call.owner).getClassName();
        }
        boolean text = call.owner.matches("java/lang/(String|StringBuilder|StringBuffer)");
        boolean boxed = call.name.equals("valueOf")
                || call.owner.matches("java/lang/(Long|Integer)") && call.name.matches("to.*");
        boolean buffer = call.owner.equals("java/nio/ByteBuffer");
        return text || boxed || buffer ? call.owner.replace('/', '.') + "." + call.name : null;
    }

    private static boolean hasLoop(MethodNode code) {
        for (AbstractInsnNode instruction : code.instructions) {
            int here = code.instructions.indexOf(instruction);
            List<AbstractInsnNode> targets = new ArrayList<>();
            if (instruction instanceof JumpInsnNode jump) {
                targets.add(jump.label);
            } else if (instruction instanceof TableSwitchInsnNode table) {
                targets.addAll(table.labels);
                targets.add(table.dflt);
            } else if (instruction instanceof LookupSwitchInsnNode lookup) {
                targets.addAll(lookup.labels);
                targets.add(lookup.dflt);
            }
            if (targets.stream().anyMatch(target -> code.instructions.indexOf(target) <= here)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Frame<BasicValue>[] frames) {
        for (Frame<BasicValue> frame : frames) {
            for (int local = 0; frame != null && local < frame.getLocals(); local++) {
                if (isAddress(frame.getLocal(local))) {
                    return true;
                }
            }
            for (int place = 0; frame != null && place < frame.getStackSize(); place++) {
                if (isAddress(frame.getStack(place))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Which arguments of the call that comes next are addresses. */
    private static List<Integer> addresses(Frame<BasicValue> frame, String descriptor) {
        int arguments = Type.getArgumentTypes(descriptor).length;
        List<Integer> found = new ArrayList<>();
        for (int argument = 0; argument < arguments; argument++) {
            if (isAddress(top(frame, arguments - argument))) {
                found.add(argument);
            }
        }
        return found;
    }

    private static BasicValue top(Frame<BasicValue> frame, int fromTop) {
        return frame.getStack(frame.getStackSize() - fromTop);
    }

    private static boolean isAddress(BasicValue value) {
        return value instanceof AddressValues.AddressValue;
    }

    private Frame<BasicValue>[] frames(Method method) {
        AddressValues values = new AddressValues(addressLocals(method), this::returnsAddress);
        try {
            return new Analyzer<>(values).analyzeAndComputeMaxs(method.owner().name, method.code());
        } catch (AnalyzerException e) {
            throw new IllegalStateException(method + " cannot be followed", e);
        }
    }

    /** The local variables in which a method gets addresses from its callers. */
    private Set<Integer> addressLocals(Method method) {
        Set<Integer> addresses = parameters.getOrDefault(method.signature(), Set.of());
        Set<Integer> locals = new HashSet<>();
        Type[] types = Type.getArgumentTypes(method.code().desc);
        int local = (method.code().access & Opcodes.ACC_STATIC) != 0 ? 0 : 1;
        for (int argument = 0; argument < types.length; argument++) {
            if (addresses.contains(argument)) {
                locals.add(local);
            }
            local += types[argument].getSize();
        }
        return locals;
    }

    private boolean returnsAddress(MethodInsnNode call) {
        boolean ours = call.owner.startsWith("dev/middleman/") && !call.owner.equals(HASHES);
        String signature = call.name + call.desc;
        return ours && (READS.contains(signature) || results.contains(call.owner + "." + signature));
    }
}
