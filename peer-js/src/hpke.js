/**
 * HPKE (RFC 9180), base mode, one message: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. WebCrypto has the parts.
 */

import { agree, newAgreementKey } from './keys.js';
import { ascii, concat } from './octets.js';

const KEM_SUITE = concat(ascii('KEM'), [0x00, 0x20]);
const SUITE = concat(ascii('HPKE'), [0x00, 0x20, 0x00, 0x01, 0x00, 0x01]);
const VERSION = ascii('HPKE-v1');
const NONE = new Uint8Array(0);
const KEY_BYTES = 16;
const NONCE_BYTES = 12;

/** @typedef {import('./keys.js').KeyPair} KeyPair */

/**
 * HMAC-SHA-256. WebCrypto takes no empty key; HMAC pads keys with zeros, so one zero is the same key.
 *
 * @param {Uint8Array} key
 * @param {Uint8Array<ArrayBuffer>} message
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function hmac(key, message) {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const material = key.length === 0 ? new Uint8Array(1) : concat(key);
    const imported = await crypto.subtle.importKey('raw', material, algorithm, false, ['sign']);
    return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message));
}

/**
 * HKDF-Extract (RFC 5869 section 2.2).
 *
 * @param {Uint8Array} salt
 * @param {Uint8Array<ArrayBuffer>} material
 */
export function extract(salt, material) {
    return hmac(salt, material);
}

/**
 * HKDF-Expand (RFC 5869 section 2.3), of at most one block: nothing here needs more.
 *
 * @param {Uint8Array} key
 * @param {Uint8Array} info
 * @param {number} length at most 32
 */
export async function expand(key, info, length) {
    return (await hmac(key, concat(info, [1]))).subarray(0, length);
}

/**
 * @param {Uint8Array} suite
 * @param {Uint8Array} salt
 * @param {string} label
 * @param {Uint8Array} material
 */
function labeledExtract(suite, salt, label, material) {
    return extract(salt, concat(VERSION, suite, ascii(label), material));
}

/**
 * @param {Uint8Array} suite
 * @param {Uint8Array} key
 * @param {string} label
 * @param {Uint8Array} info
 * @param {number} length
 */
function labeledExpand(suite, key, label, info, length) {
    return expand(key, concat([length >> 8, length & 0xff], VERSION, suite, ascii(label), info), length);
}

/**
 * The AEAD's key and nonce (RFC 9180 sections 4.1 and 5.1).
 *
 * @param {Uint8Array<ArrayBuffer>} dh
 * @param {Uint8Array} encapsulated
 * @param {Uint8Array} recipient
 * @param {Uint8Array} info
 */
async function schedule(dh, encapsulated, recipient, info) {
    const context = concat(encapsulated, recipient);
    const shared = await labeledExpand(
        KEM_SUITE,
        await labeledExtract(KEM_SUITE, NONE, 'eae_prk', dh),
        'shared_secret',
        context,
        32,
    );
    const base = concat(
        [0],
        await labeledExtract(SUITE, NONE, 'psk_id_hash', NONE),
        await labeledExtract(SUITE, NONE, 'info_hash', info),
    );
    const secret = await labeledExtract(SUITE, shared, 'secret', NONE);
    return {
        key: concat(await labeledExpand(SUITE, secret, 'key', base, KEY_BYTES)),
        nonce: concat(await labeledExpand(SUITE, secret, 'base_nonce', base, NONCE_BYTES)),
    };
}

/**
 * @param {Uint8Array<ArrayBuffer>} recipient raw X25519 key
 * @param {Uint8Array} info
 * @param {Uint8Array<ArrayBuffer>} associated
 * @param {Uint8Array<ArrayBuffer>} plain
 * @returns {Promise<Uint8Array<ArrayBuffer>>} encapsulated key 32 | ciphertext | tag 16
 */
export async function seal(recipient, info, associated, plain) {
    const own = await newAgreementKey();
    const { key, nonce } = await schedule(await agree(own, recipient), own.pub, recipient, info);
    const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
    const parameters = { name: 'AES-GCM', iv: nonce, additionalData: associated };
    return concat(own.pub, new Uint8Array(await crypto.subtle.encrypt(parameters, aes, plain)));
}

/**
 * @param {KeyPair} recipient X25519
 * @param {Uint8Array} info
 * @param {Uint8Array<ArrayBuffer>} associated
 * @param {Uint8Array<ArrayBuffer>} sealed
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {Error} when it was sealed for somebody or something else
 */
export async function open(recipient, info, associated, sealed) {
    const encapsulated = sealed.slice(0, 32);
    const { key, nonce } = await schedule(await agree(recipient, encapsulated), encapsulated, recipient.pub, info);
    const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
    const parameters = { name: 'AES-GCM', iv: nonce, additionalData: associated };
    return new Uint8Array(await crypto.subtle.decrypt(parameters, aes, sealed.slice(32)));
}
