/**
 * Shell commands for an operator. They show sums and states; nothing in here could show a peer or a single session.
 */
package dev.middleman.console;
