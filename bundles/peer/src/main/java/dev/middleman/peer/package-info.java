/**
 * The peer's library: register, call, and talk over lines that a middle-man carries.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package dev.middleman.peer;
