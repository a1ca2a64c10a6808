package dev.middleman.itests.architecture;

/**
 * One call in compiled code.
 *
 * @param caller the calling class, with dots
 * @param owner the class that is called, with dots
 * @param name the method; {@code <init>} for a constructor
 * @param descriptor its parameters and result as in the class file
 */
record Call(String caller, String owner, String name, String descriptor) {

    /** {@code owner.name}. */
    String target() {
        return owner + "." + name;
    }
}
