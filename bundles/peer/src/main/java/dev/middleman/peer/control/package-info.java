/** Talking to KA servers: being registered, answering offers, looking others up. */
package dev.middleman.peer.control;
