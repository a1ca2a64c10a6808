/** Who is really on the other side, and a channel that nobody in between can read. */
package dev.middleman.peer.seal;
