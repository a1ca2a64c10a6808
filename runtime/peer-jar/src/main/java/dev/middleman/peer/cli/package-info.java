/** The peer's command line. */
package dev.middleman.peer.cli;
