/** The way from another terminal to a node that runs: a UNIX socket that only the node's user can open. */
package dev.middleman.launcher.control;
