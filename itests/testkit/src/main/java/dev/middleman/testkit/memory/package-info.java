/**
 * Memory that misbehaves, for whoever takes his from a service.
 */
package dev.middleman.testkit.memory;
