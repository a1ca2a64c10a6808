/**
 * Where tables live: memory that can be wiped for certain.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package dev.middleman.api.memory;
