/** Ed25519 (RFC 8032) and X25519 (RFC 7748) as the platform's WebCrypto has them. */

import { concat, fromBase64Url } from './octets.js';

// What stands in front of a raw private key in PKCS #8 (RFC 8410 section 7).
const PKCS8 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65];
const ED25519 = [0x70, 0x04, 0x22, 0x04, 0x20];
const X25519 = [0x6e, 0x04, 0x22, 0x04, 0x20];

/**
 * A key that signs, or agrees, and its raw public half.
 *
 * @typedef {{privateKey: CryptoKey, pub: Uint8Array<ArrayBuffer>}} KeyPair
 */

/**
 * @param {boolean} extractable whether its private half may be exported, to be kept
 * @returns {Promise<KeyPair>} Ed25519
 */
export async function newSigningKey(extractable = false) {
    return withRawPublic(await crypto.subtle.generateKey('Ed25519', extractable, ['sign', 'verify']));
}

/** @returns {Promise<KeyPair>} X25519, for one call */
export async function newAgreementKey() {
    return withRawPublic(await crypto.subtle.generateKey('X25519', false, ['deriveBits']));
}

/** @param {CryptoKeyPair | CryptoKey} made */
async function withRawPublic(made) {
    const pair = /** @type {CryptoKeyPair} */ (made);
    return { privateKey: pair.privateKey, pub: await raw(pair.publicKey) };
}

/** @param {CryptoKey} key public */
async function raw(key) {
    return new Uint8Array(await crypto.subtle.exportKey('raw', key));
}

/**
 * @param {Uint8Array} seed 32 bytes, RFC 8032 section 5.1.5
 * @returns {Promise<KeyPair>} Ed25519
 */
export async function signingKeyOf(seed) {
    return fromPkcs8('Ed25519', concat(PKCS8, ED25519, seed), ['sign']);
}

/**
 * @param {Uint8Array} scalar 32 bytes, RFC 7748 section 5
 * @returns {Promise<KeyPair>} X25519
 */
export async function agreementKeyOf(scalar) {
    return fromPkcs8('X25519', concat(PKCS8, X25519, scalar), ['deriveBits']);
}

/**
 * The public half comes out of a JWK, which is the only form of a private key that WebCrypto puts it into.
 *
 * @param {'Ed25519' | 'X25519'} algorithm
 * @param {Uint8Array<ArrayBuffer>} pkcs8
 * @param {KeyUsage[]} usages
 */
async function fromPkcs8(algorithm, pkcs8, usages) {
    const open = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, usages);
    const { x } = await crypto.subtle.exportKey('jwk', open);
    const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, usages);
    return { privateKey, pub: fromBase64Url(x, 'x', 32) };
}

/**
 * @param {KeyPair} pair Ed25519
 * @param {Uint8Array<ArrayBuffer>} message
 */
export async function sign(pair, message) {
    return new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message));
}

/**
 * @param {Uint8Array<ArrayBuffer>} pub raw Ed25519 key
 * @param {Uint8Array<ArrayBuffer>} message
 * @param {Uint8Array<ArrayBuffer>} signature
 * @returns {Promise<boolean>} false for a key in another form than its one, too
 */
export async function verify(pub, message, signature) {
    if (!isCanonical(pub)) {
        return false;
    }
    try {
        const key = await crypto.subtle.importKey('raw', pub, 'Ed25519', false, ['verify']);
        return await crypto.subtle.verify('Ed25519', key, signature, message);
    } catch {
        return false; // no point of the curve
    }
}

/**
 * Whether a raw Ed25519 key is 32 bytes whose y is below 2^255 - 19, so that a key has one form and one id.
 *
 * @param {Uint8Array} pub
 */
export function isCanonical(pub) {
    if (pub.length !== 32) {
        return false;
    }
    const top = (pub[31] ?? 0) & 0x7f;
    const allOnes = top === 0x7f && pub.subarray(1, 31).every((octet) => octet === 0xff);
    return !(allOnes && (pub[0] ?? 0) >= 0xed);
}

/**
 * @param {KeyPair} own X25519
 * @param {Uint8Array<ArrayBuffer>} other raw X25519 key
 * @returns {Promise<Uint8Array<ArrayBuffer>>} what both share
 * @throws {Error} when the other one is a point of small order (RFC 7748 section 6.1)
 */
export async function agree(own, other) {
    let shared;
    try {
        const key = await crypto.subtle.importKey('raw', other, 'X25519', false, []);
        shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: key }, own.privateKey, 256));
    } catch {
        shared = new Uint8Array(32);
    }
    if (shared.every((octet) => octet === 0)) {
        throw new Error("the other side's key is of no use");
    }
    return shared;
}
