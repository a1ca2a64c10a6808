package dev.middleman.itests.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What a class file says about its class. Names have dots.
 *
 * @param name of the class
 * @param isPublic whether it is public
 * @param limits what tells who may implement or extend it: "final", "sealed", and the versioning marks
 * @param types every type that it names anywhere: code, fields, signatures
 * @param calls every call, those by method reference and lambda included
 * @param joinedToText types whose values are made a text of: by {@code +}, by a record's own toString, by a logger
 * @param fields the types of its fields, static ones left out
 * @param constants the names of its static final fields
 * @param publicSignatures the types in its public and protected methods' parameters and results
 * @param code all of it, for rules that follow values
 */
record CompiledClass(
        String name,
        boolean isPublic,
        Set<String> limits,
        Set<String> types,
        List<Call> calls,
        Set<String> joinedToText,
        Set<String> fields,
        Set<String> constants,
        Set<String> publicSignatures,
        ClassNode code) {

    private static final int CONSTANT_CLASS = 7;

    static CompiledClass read(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        Collector collector = new Collector(reader);
        reader.accept(collector, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return collector.result;
    }

    /** The class that this one is nested in, or itself. */
    String outermost() {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    String packageName() {
        return name.substring(0, name.lastIndexOf('.'));
    }

    boolean inPackage(String prefix) {
        return name.startsWith(prefix + ".");
    }

    private static final class Collector extends ClassVisitor {

        private final CompiledClass result;

        Collector(ClassReader reader) {
            super(Opcodes.ASM9);
            result = new CompiledClass(
                    reader.getClassName().replace('/', '.'),
                    (reader.getAccess() & Opcodes.ACC_PUBLIC) != 0,
                    new TreeSet<>(),
                    constantPoolClasses(reader),
                    new ArrayList<>(),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    new ClassNode());
            reader.accept(result.code, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        }

        private static Set<String> constantPoolClasses(ClassReader reader) {
            char[] buffer = new char[reader.getMaxStringLength()];
            Set<String> names = new TreeSet<>();
            for (int item = 1; item < reader.getItemCount(); item++) {
                int offset = reader.getItem(item);
                if (offset > 0 && reader.readByte(offset - 1) == CONSTANT_CLASS) {
                    addType(Type.getObjectType(reader.readUTF8(offset, buffer)), names);
                }
            }
            return names;
        }

        private static void addType(Type type, Set<String> names) {
            Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
            if (element.getSort() == Type.OBJECT) {
                names.add(element.getClassName());
            }
        }

        private static void addAll(String methodDescriptor, Set<String> names) {
            for (Type argument : Type.getArgumentTypes(methodDescriptor)) {
                addType(argument, names);
            }
            addType(Type.getReturnType(methodDescriptor), names);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            if ((access & Opcodes.ACC_FINAL) != 0) {
                result.limits.add("final");
            }
        }

        @Override
        public void visitPermittedSubclass(String permittedSubclass) {
            result.limits.add("sealed");
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            String type = Type.getType(descriptor).getClassName();
            if (type.startsWith("org.osgi.annotation.versioning.")) {
                result.limits.add(type);
            }
            return null;
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            addType(Type.getType(descriptor), result.types);
            if ((access & Opcodes.ACC_STATIC) == 0) {
                addType(Type.getType(descriptor), result.fields);
            } else if ((access & Opcodes.ACC_FINAL) != 0) {
                result.constants.add(name);
            }
            return null;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            addAll(descriptor, result.types);
            if ((access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0) {
                addAll(descriptor, result.publicSignatures);
            }
            return new CodeCollector(result, access, name, descriptor);
        }
    }

    private static final class CodeCollector extends MethodNode {

        private final CompiledClass result;

        CodeCollector(CompiledClass result, int access, String name, String descriptor) {
            super(Opcodes.ASM9, access, name, descriptor, null, null);
            this.result = result;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            call(owner, name, descriptor);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
            if (bootstrap.getOwner().equals("java/lang/invoke/StringConcatFactory")) {
                Collector.addAll(descriptor, result.joinedToText);
            }
            boolean recordsText =
                    bootstrap.getOwner().equals("java/lang/runtime/ObjectMethods") && name.equals("toString");
            for (Object argument : arguments) {
                if (argument instanceof Handle handle && handle.getDesc().startsWith("(")) {
                    call(handle.getOwner(), handle.getName(), handle.getDesc());
                } else if (argument instanceof Handle field && recordsText) {
                    Collector.addType(Type.getType(field.getDesc()), result.joinedToText);
                }
            }
        }

        @Override
        public void visitEnd() {
            StackTypes.joinedToText(result.name, this).forEach(type -> Collector.addType(type, result.joinedToText));
        }

        private void call(String owner, String name, String descriptor) {
            Collector.addAll(descriptor, result.types);
            result.calls.add(new Call(result.name, Type.getObjectType(owner).getClassName(), name, descriptor));
        }
    }
}
