/** Local UDP forwarders between lines and programs that know nothing of them. */
package dev.middleman.peer.shim;
