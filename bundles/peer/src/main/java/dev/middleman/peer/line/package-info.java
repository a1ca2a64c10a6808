/** One side of a line: knocking at a middle-man, and sockets that many lines share. */
package dev.middleman.peer.line;
