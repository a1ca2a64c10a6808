package dev.middleman.testkit.stub;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Stands in for interfaces of many methods, such as a container's, where a test needs few of them. Stateless. */
public final class Stubs {

    /** What a call of a method gives; for a method that gives nothing, whatever it answers. */
    public interface Answer {

        /**
         * Answers a call.
         *
         * @param method its name
         * @param arguments {@code null} where it has none
         */
        Object of(String method, Object[] arguments) throws Exception;
    }

    private Stubs() {}

    /**
     * An object whose methods all ask for an answer, but for those of {@link Object}: it is equal to itself only.
     *
     * @param type an interface
     */
    public static <T> T of(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (stub, method, arguments) -> method.getDeclaringClass() == Object.class
                        ? ofObject(type, stub, method, arguments)
                        : answer.of(method.getName(), arguments)));
    }

    private static Object ofObject(Class<?> type, Object stub, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> stub == arguments[0];
            case "hashCode" -> System.identityHashCode(stub);
            default -> "a stub of " + type.getSimpleName();
        };
    }
}
