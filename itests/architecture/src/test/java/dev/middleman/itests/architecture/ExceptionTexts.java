package dev.middleman.itests.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * What the texts of exceptions are made of. Fixed text is fine, and so are small numbers in it (an int is no IPv6 address, and an
 * IPv4 address is a long here) and the text of such a number. Anything else is told: it may be a peer's.
 */
final class ExceptionTexts {

    private static final Set<Integer> SMALL = Set.of(Type.INT, Type.SHORT, Type.BYTE, Type.BOOLEAN);

    private final String owner;
    private final MethodNode method;
    private final Frame<SourceValue>[] frames;

    private ExceptionTexts(String owner, MethodNode method) {
        this.owner = owner;
        this.method = method;
        try {
            frames = new Analyzer<>(new Copies()).analyzeAndComputeMaxs(owner, method);
        } catch (AnalyzerException e) {
            throw new IllegalStateException(owner + "." + method.name + " cannot be followed", e);
        }
    }

    /** What is not fixed, by class and method. */
    static List<String> notFixed(CompiledClass compiled) {
        List<String> found = new ArrayList<>();
        for (MethodNode method : compiled.code().methods) {
            new ExceptionTexts(compiled.code().name, method).find(found);
        }
        return found;
    }

    private void find(List<String> found) {
        for (int i = 0; i < frames.length; i++) {
            if (frames[i] != null
                    && method.instructions.get(i) instanceof MethodInsnNode call
                    && call.name.equals("<init>")
                    && call.owner.matches(".*(Exception|Error|Throwable)")
                    && !isFixed(call, i)) {
                found.add(owner.replace('/', '.') + "." + method.name);
            }
        }
    }

    private boolean isFixed(MethodInsnNode call, int at) {
        Type[] types = Type.getArgumentTypes(call.desc);
        for (int argument = 0; argument < types.length; argument++) {
            boolean text = types[argument].getClassName().equals("java.lang.String");
            if (text && !isFixed(argument(at, types.length, argument))) {
                return false;
            }
        }
        return true;
    }

    private SourceValue argument(int at, int arguments, int argument) {
        return frames[at].getStack(frames[at].getStackSize() - arguments + argument);
    }

    private boolean isFixed(SourceValue text) {
        return !text.insns.isEmpty() && text.insns.stream().allMatch(this::isFixed);
    }

    private boolean isFixed(AbstractInsnNode source) {
        if (source instanceof LdcInsnNode || source.getOpcode() == Opcodes.ACONST_NULL) {
            return true;
        }
        String descriptor;
        if (source instanceof InvokeDynamicInsnNode joined) {
            descriptor = joined.desc;
        } else if (source instanceof MethodInsnNode call && call.getOpcode() == Opcodes.INVOKESTATIC) {
            descriptor = call.desc;
        } else {
            return false;
        }
        Type[] types = Type.getArgumentTypes(descriptor);
        for (int argument = 0; argument < types.length; argument++) {
            boolean text = types[argument].getClassName().equals("java.lang.String");
            boolean fixed = text
                    ? isFixed(argument(method.instructions.indexOf(source), types.length, argument))
                    : SMALL.contains(types[argument].getSort());
            if (!fixed) {
                return false;
            }
        }
        return true;
    }

    /** Sees through the variables that a text is kept in. */
    private static final class Copies extends SourceInterpreter {

        Copies() {
            super(Opcodes.ASM9);
        }

        @Override
        public SourceValue copyOperation(AbstractInsnNode instruction, SourceValue value) {
            boolean made = !value.insns.isEmpty() || !(instruction instanceof VarInsnNode);
            return made ? new SourceValue(value.size, value.insns) : super.copyOperation(instruction, value);
        }
    }
}
