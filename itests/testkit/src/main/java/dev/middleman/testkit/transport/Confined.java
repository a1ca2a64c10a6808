package dev.middleman.testkit.transport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test runs in a JVM of its own that has less than the usual one: what the system takes from it, it takes from nobody
 * else, and it is all gone with the process.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ConfinedProcess.class)
@interface Confined {

    /** Whether it gets a network namespace of its own, in which only loopback exists. Needs root. */
    boolean network() default false;

    /** How many files it may open (RLIMIT_NOFILE); 0: as many as the usual one. */
    int openFiles() default 0;
}
