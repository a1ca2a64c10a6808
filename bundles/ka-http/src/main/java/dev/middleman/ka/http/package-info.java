/**
 * The resources of a KA server as HTTPS and JSON: requests become those of {@link dev.middleman.api.control} and go where
 * CoAP's go.
 */
package dev.middleman.ka.http;
