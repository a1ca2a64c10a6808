/** Stand-ins for what a container gives. */
package dev.middleman.testkit.stub;
