/** Bytes and their texts. */

const encoder = new TextEncoder();

/**
 * @param {string} text ASCII
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function ascii(text) {
    return encoder.encode(text);
}

/**
 * A label of the protocol, zero-padded to 16 bytes.
 *
 * @param {string} text at most 16 characters
 */
export function label16(text) {
    const label = new Uint8Array(16);
    label.set(ascii(text));
    return label;
}

/**
 * @param {...(Uint8Array | number[])} parts
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function concat(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
        whole.set(part, offset);
        offset += part.length;
    }
    return whole;
}

/**
 * @param {...Uint8Array} parts
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function sha256(...parts) {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
export function equal(a, b) {
    return a.length === b.length && a.every((octet, i) => octet === b[i]);
}

/**
 * @param {number} length
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function random(length) {
    return crypto.getRandomValues(new Uint8Array(length));
}

/**
 * Base64url without padding (RFC 4648 section 5).
 *
 * @param {Uint8Array} octets
 */
export function toBase64Url(octets) {
    const text = btoa(String.fromCharCode(...octets));
    return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * Reads the one canonical form only: another text for the same bytes would be another identity to somebody.
 *
 * @param {unknown} text
 * @param {string} name what the error calls it
 * @param {number} [length] bytes that it must have
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromBase64Url(text, name, length) {
    if (typeof text === 'string' && /^[A-Za-z0-9_-]*$/.test(text) && text.length % 4 !== 1) {
        const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
        const octets = Uint8Array.from(binary, (character) => character.charCodeAt(0));
        if (toBase64Url(octets) === text && (length === undefined || octets.length === length)) {
            return octets;
        }
    }
    throw new Error(`${name} is not base64url${length === undefined ? '' : ` of ${length} bytes`}`);
}
