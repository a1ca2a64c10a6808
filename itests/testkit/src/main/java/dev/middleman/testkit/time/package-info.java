/** Time for tests that cannot have a simulated one: real sockets and other people's threads. */
package dev.middleman.testkit.time;
