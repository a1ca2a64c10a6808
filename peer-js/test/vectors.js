/** The project's vectors, which the Java tests load as well. */

import { readFileSync } from 'node:fs';

/** @param {string} name */
export function vectors(name) {
    return JSON.parse(readFileSync(new URL(`../../docs/vectors/${name}.json`, import.meta.url), 'utf8'));
}

/** @param {string} text */
export function hex(text) {
    return Uint8Array.from(text.match(/../g) ?? [], (octet) => parseInt(octet, 16));
}

/** @param {Uint8Array} octets */
export function toHex(octets) {
    return [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
}
