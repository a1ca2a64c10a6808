/**
 * What every {@link dev.middleman.api.transport.Transport} must do, as tests: extend {@link
 * dev.middleman.testkit.transport.TransportContract} and say which harness to run it on.
 */
package dev.middleman.testkit.transport;
