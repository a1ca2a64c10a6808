package dev.middleman.itests.architecture;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

/** Tells numbers that are (part of) an address from all others: arithmetic with one gives another, a comparison does not. */
final class AddressValues extends BasicInterpreter {

    private static final Set<Integer> COMPARISONS = Set.of(
            Opcodes.LCMP,
            Opcodes.IALOAD,
            Opcodes.LALOAD,
            Opcodes.BALOAD,
            Opcodes.CALOAD,
            Opcodes.SALOAD,
            Opcodes.AALOAD);

    private final Set<Integer> locals;
    private final Predicate<MethodInsnNode> returnsAddress;

    /** A number that is, or was made of, an address. */
    static final class AddressValue extends BasicValue {

        AddressValue(Type type) {
            super(type);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof AddressValue && super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode() + 1;
        }
    }

    /** @param locals the local variables in which the method gets addresses from its callers */
    AddressValues(Set<Integer> locals, Predicate<MethodInsnNode> returnsAddress) {
        super(Opcodes.ASM9);
        this.locals = locals;
        this.returnsAddress = returnsAddress;
    }

    @Override
    public BasicValue newParameterValue(boolean isInstanceMethod, int local, Type type) {
        return locals.contains(local) ? new AddressValue(type) : newValue(type);
    }

    @Override
    public BasicValue copyOperation(AbstractInsnNode instruction, BasicValue value) {
        return value;
    }

    @Override
    public BasicValue unaryOperation(AbstractInsnNode instruction, BasicValue value) throws AnalyzerException {
        return like(super.unaryOperation(instruction, value), value, value);
    }

    @Override
    public BasicValue binaryOperation(AbstractInsnNode instruction, BasicValue one, BasicValue other)
            throws AnalyzerException {
        BasicValue plain = super.binaryOperation(instruction, one, other);
        return COMPARISONS.contains(instruction.getOpcode()) ? plain : like(plain, one, other);
    }

    @Override
    public BasicValue naryOperation(AbstractInsnNode instruction, List<? extends BasicValue> values)
            throws AnalyzerException {
        BasicValue plain = super.naryOperation(instruction, values);
        return instruction instanceof MethodInsnNode call && returnsAddress.test(call)
                ? new AddressValue(plain.getType())
                : plain;
    }

    @Override
    public BasicValue merge(BasicValue one, BasicValue other) {
        boolean address = one instanceof AddressValue || other instanceof AddressValue;
        boolean alike = one.getType() != null && one.getType().equals(other.getType());
        return address && alike ? new AddressValue(one.getType()) : super.merge(one, other);
    }

    private static BasicValue like(BasicValue plain, BasicValue one, BasicValue other) {
        boolean address = one instanceof AddressValue || other instanceof AddressValue;
        return address && plain != null && plain.getType() != null ? new AddressValue(plain.getType()) : plain;
    }
}
