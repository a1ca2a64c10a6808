/** Agents of programs that exchange their datagrams with the middle-man themselves. */
package dev.middleman.peer.agent;
