/**
 * What a node tells to a monitoring system: totals in the OpenMetrics format, moved on once a minute, small numbers withheld.
 * Nothing in here sees a session, a peer or an address.
 */
package dev.middleman.metrics;
