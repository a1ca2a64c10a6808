/** Who is who: realm ids, peer ids, and the proof that a request comes from a key (docs/protocol.md, section 1). */

import { isCanonical, sign } from './keys.js';
import { ascii, concat, equal, fromBase64Url, label16, sha256, toBase64Url } from './octets.js';

/** @typedef {import('./keys.js').KeyPair} KeyPair */

/**
 * @param {Uint8Array<ArrayBuffer>} realmPub the realm's raw Ed25519 key
 * @returns {Promise<Uint8Array<ArrayBuffer>>} 32 bytes
 */
export function realmIdOf(realmPub) {
    return sha256(ascii('M2-realm'), realmPub);
}

/**
 * @param {Uint8Array} realmId
 * @param {Uint8Array} pub the peer's raw Ed25519 key
 * @returns {Promise<string>} the peer id as text
 * @throws {Error} when the key has another form than its one
 */
export async function pidOf(realmId, pub) {
    if (!isCanonical(pub)) {
        throw new Error('not an Ed25519 key in its one form');
    }
    return pidText((await sha256(ascii('M2-pid'), realmId, pub)).subarray(0, 16));
}

/**
 * Sixteen bytes as RFC 5952 writes an IPv6 address: the longest run of two or more zero groups becomes "::".
 *
 * @param {Uint8Array} octets
 */
export function pidText(octets) {
    const groups = Array.from({ length: 8 }, (_, i) => ((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0));
    let start = -1;
    let length = 1;
    for (let i = 0; i < 8; i++) {
        let end = i;
        while (end < 8 && groups[end] === 0) {
            end++;
        }
        if (end - i > length) {
            start = i;
            length = end - i;
        }
    }
    const hex = groups.map((group) => group.toString(16));
    if (start < 0) {
        return hex.join(':');
    }
    return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

/**
 * What a signed request signs: 145 bytes that tie the body to this realm, this server and this moment.
 *
 * @param {'P' | 'M'} role
 * @param {Uint8Array} realmId
 * @param {Uint8Array} kaId
 * @param {Uint8Array} nonce
 * @param {Uint8Array<ArrayBuffer>} body
 */
export async function proofInput(role, realmId, kaId, nonce, body) {
    return concat(label16('M2-PoP-v1'), ascii(role), realmId, kaId, nonce, await sha256(body));
}

/**
 * @param {KeyPair} key
 * @param {Uint8Array} realmId
 * @param {Uint8Array} kaId
 * @param {{nonce: string}} message what is asked, as JSON, with the server's nonce in it
 * @returns {Promise<{body: string, pub: string, sig: string}>} what is sent in its place
 */
export async function signedRequest(key, realmId, kaId, message) {
    const body = ascii(JSON.stringify(message));
    const nonce = fromBase64Url(message.nonce, 'nonce', 32);
    const signature = await sign(key, await proofInput('P', realmId, kaId, nonce, body));
    return { body: toBase64Url(body), pub: toBase64Url(key.pub), sig: toBase64Url(signature) };
}

/**
 * Whether a peer id is that of a key.
 *
 * @param {string} pid in its canonical text
 * @param {Uint8Array} realmId
 * @param {Uint8Array<ArrayBuffer>} pub
 */
export async function isPidOf(pid, realmId, pub) {
    return isCanonical(pub) && equal(ascii(await pidOf(realmId, pub)), ascii(pid));
}
