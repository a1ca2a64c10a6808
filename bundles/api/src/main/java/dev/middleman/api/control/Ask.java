package dev.middleman.api.control;

/**
 * A request to the other side of an association.
 *
 * @param method what to do
 * @param path absolute, without the binding's root, such as {@code /p}; no query
 * @param payload JSON or empty, at most 1,024 bytes; not copied
 */
public record Ask(Method method, String path, byte[] payload) {

    private static final byte[] NONE = {};

    public static Ask of(Method method, String path) {
        return new Ask(method, path, NONE);
    }

    public static Ask of(Method method, String path, byte[] payload) {
        return new Ask(method, path, payload);
    }

    /** The method only: paths hold capabilities. */
    @Override
    public String toString() {
        return "Ask[" + method + "]";
    }
}
