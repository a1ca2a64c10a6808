/** Configurations without a container. */
package dev.middleman.testkit.config;
