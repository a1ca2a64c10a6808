/**
 * The demonstration: the whole story in one container, on loopback, with every number measured.
 */
package dev.middleman.demo;
