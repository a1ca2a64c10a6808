package dev.middleman.itests.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Finds what a method makes a text of. The compiler hides it: {@code "x" + y} calls {@code String.valueOf(Object)}, whose
 * descriptor no longer tells what y was, so the types on the operand stack are followed.
 */
final class StackTypes {

    private static final Set<String> TEXT_MAKERS = Set.of(
            "java/lang/String",
            "java/lang/StringBuilder",
            "java/lang/StringBuffer",
            "java/util/Objects",
            "org/slf4j/Logger");

    private StackTypes() {}

    static List<Type> joinedToText(String owner, MethodNode method) {
        List<Type> joined = new ArrayList<>();
        Frame<BasicValue>[] frames = analyze(owner.replace('.', '/'), method);
        for (int i = 0; i < frames.length; i++) {
            AbstractInsnNode instruction = method.instructions.get(i);
            // A frame is missing where code cannot be reached.
            if (frames[i] != null && instruction instanceof MethodInsnNode call && TEXT_MAKERS.contains(call.owner)) {
                int arguments = Type.getArgumentTypes(call.desc).length;
                for (int argument = 1; argument <= arguments; argument++) {
                    joined.add(frames[i]
                            .getStack(frames[i].getStackSize() - argument)
                            .getType());
                }
            }
        }
        joined.removeIf(type -> type == null);
        return joined;
    }

    private static Frame<BasicValue>[] analyze(String owner, MethodNode method) {
        try {
            return new Analyzer<>(new Exact()).analyzeAndComputeMaxs(owner, method);
        } catch (AnalyzerException e) {
            throw new IllegalStateException(owner + "." + method.name + " cannot be followed", e);
        }
    }

    /** Keeps the static type of every reference, where the basic interpreter knows only that it is one. */
    private static final class Exact extends BasicInterpreter {

        Exact() {
            super(Opcodes.ASM9);
        }

        @Override
        public BasicValue newValue(Type type) {
            boolean reference = type != null && (type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY);
            return reference ? new BasicValue(type) : super.newValue(type);
        }

        @Override
        public BasicValue merge(BasicValue one, BasicValue other) {
            if (one.equals(other)) {
                return one;
            }
            return one.isReference() && other.isReference()
                    ? BasicValue.REFERENCE_VALUE
                    : BasicValue.UNINITIALIZED_VALUE;
        }
    }
}
