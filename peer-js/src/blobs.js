/**
 * What two peers tell each other through the KA server while they are introduced (docs/protocol.md, section 5, Blobs), and
 * the secret that they share from then on.
 *
 * Behind the caller's key and inside of the target's seal there is room for data of the program. The KA server can read
 * the caller's, whose answer it cannot have yet, but not change it: the target signs what it got. Without data the blobs
 * are those of the Java library.
 */

import { isPidOf } from './identity.js';
import { expand, extract, open, seal } from './hpke.js';
import { agree, newAgreementKey, sign, verify } from './keys.js';
import { ascii, concat, sha256 } from './octets.js';

const LABEL = ascii('M2-line-v1');
const KEY = 32;
const SIGNATURE = 64;
const FRAME = 2 * KEY + SIGNATURE;
const MAX_CALLER = 256;
const MAX_TARGET = 480;
const SEAL = KEY + 16;

/** The most bytes of a program's own data that fit into a call. */
export const MAX_CALL_DATA = MAX_CALLER - KEY;

/** The most bytes of a program's own data that fit into an answer. */
export const MAX_ANSWER_DATA = MAX_TARGET - SEAL - FRAME;

/** @typedef {import('./keys.js').KeyPair} KeyPair */

/**
 * What the line is for: both ends must want the same. `P` plain datagrams, `S` the Java library's sealed line, `W` WebRTC.
 *
 * @typedef {'P' | 'S' | 'W'} Mode
 */

/**
 * The caller's blob and the key that opens the answer.
 *
 * @param {Uint8Array} [data] for the target; the KA server can read it
 */
export async function newCall(data = new Uint8Array(0)) {
    fits(data, MAX_CALL_DATA);
    const key = await newAgreementKey();
    return { key, blob: concat(key.pub, data) };
}

/**
 * @param {Uint8Array} data
 * @param {number} limit
 */
function fits(data, limit) {
    if (data.length > limit) {
        throw new Error(`data has ${data.length} bytes, more than ${limit}`);
    }
}

/**
 * @param {Uint8Array} realmId
 * @param {Mode} mode
 */
function info(realmId, mode) {
    return concat(LABEL, ascii(mode), realmId);
}

/**
 * What the target signs. Data counts as part of its ephemeral key, so none is the same as before there was any.
 *
 * @param {Uint8Array} realmId
 * @param {Uint8Array<ArrayBuffer>} callerBlob
 * @param {Uint8Array} ephemeral
 * @param {Uint8Array} data
 */
export async function signatureInput(realmId, callerBlob, ephemeral, data) {
    return concat(LABEL, realmId, await sha256(callerBlob), ephemeral, data);
}

/**
 * Answers a call.
 *
 * @param {KeyPair} identity the target's Ed25519 key
 * @param {Uint8Array} realmId
 * @param {Uint8Array<ArrayBuffer>} callerBlob
 * @param {Mode} mode
 * @param {Uint8Array} [data] for the caller; only it can read it
 * @returns {Promise<{blob: Uint8Array<ArrayBuffer>, secret: LineSecret, callData: Uint8Array<ArrayBuffer>}>}
 */
export async function answerCall(identity, realmId, callerBlob, mode, data = new Uint8Array(0)) {
    fits(data, MAX_ANSWER_DATA);
    if (callerBlob.length < KEY) {
        throw new Error("the caller's blob is malformed");
    }
    const callerKey = callerBlob.slice(0, KEY);
    const own = await newAgreementKey();
    const shared = await agree(own, callerKey);
    const signature = await sign(identity, await signatureInput(realmId, callerBlob, own.pub, data));
    const inside = concat(own.pub, identity.pub, signature, data);
    const blob = await seal(callerKey, info(realmId, mode), callerBlob, inside);
    return { blob, secret: await LineSecret.of(shared, callerBlob, blob), callData: callerBlob.slice(KEY) };
}

/**
 * Checks what came back from a call.
 *
 * @param {{key: KeyPair, blob: Uint8Array<ArrayBuffer>}} call
 * @param {Uint8Array} realmId
 * @param {string} pid who was called
 * @param {Mode} mode
 * @param {Uint8Array<ArrayBuffer>} sealed
 * @returns {Promise<{secret: LineSecret, data: Uint8Array<ArrayBuffer>}>}
 * @throws {Error} when it was not made by the peer that was called, for this call
 */
export async function openAnswer(call, realmId, pid, mode, sealed) {
    let inside;
    try {
        inside = await open(call.key, info(realmId, mode), call.blob, sealed);
    } catch {
        throw new Error('the answer was not sealed for this call, or for another kind of line');
    }
    const ephemeral = inside.slice(0, KEY);
    const data = await verifiedData(inside, call.blob, realmId, pid);
    return { secret: await LineSecret.of(await agree(call.key, ephemeral), call.blob, sealed), data };
}

/**
 * The target's data, once the target is known to be the one that was called.
 *
 * @param {Uint8Array<ArrayBuffer>} inside
 * @param {Uint8Array<ArrayBuffer>} callerBlob
 * @param {Uint8Array} realmId
 * @param {string} pid
 */
export async function verifiedData(inside, callerBlob, realmId, pid) {
    const pub = inside.slice(KEY, 2 * KEY);
    const data = inside.slice(FRAME);
    const signed = await signatureInput(realmId, callerBlob, inside.slice(0, KEY), data);
    const genuine =
        inside.length >= FRAME &&
        (await isPidOf(pid, realmId, pub)) &&
        (await verify(pub, signed, inside.slice(2 * KEY, FRAME)));
    if (!genuine) {
        throw new Error('the answer was not made by the peer that was called');
    }
    return data;
}

/** What the two ends of a line share and nobody else knows. Immutable. */
export class LineSecret {
    #key;

    /** @param {Uint8Array} key */
    constructor(key) {
        this.#key = key;
    }

    /**
     * @param {Uint8Array<ArrayBuffer>} shared
     * @param {Uint8Array<ArrayBuffer>} callerBlob
     * @param {Uint8Array<ArrayBuffer>} targetBlob
     */
    static async of(shared, callerBlob, targetBlob) {
        const salt = await sha256(LABEL, await sha256(callerBlob), await sha256(targetBlob));
        return new LineSecret(await extract(salt, shared));
    }

    /**
     * A key for one thing.
     *
     * @param {string} label what for
     * @param {number} length bytes, at most 32
     * @param {number} [index]
     * @returns {Promise<Uint8Array<ArrayBuffer>>}
     */
    async derive(label, length, index = 0) {
        return (await expand(this.#key, concat(ascii(`M2-line-v1 ${label}`), [index]), length)).slice();
    }
}
