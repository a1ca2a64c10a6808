/** The signed file that says which KA servers a realm has (docs/protocol.md, section 1). */

import { realmIdOf } from './identity.js';
import { verify } from './keys.js';
import { concat, fromBase64Url, label16, sha256 } from './octets.js';

const MAX_BYTES = 16_384;
const ADDRESS = /^coaps:\/\/(?:\[([0-9a-fA-F:.]+)\]|([a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?))(?::([0-9]{1,5}))?\/m2#sha256=([A-Za-z0-9_-]{43})$/;

/**
 * Where a KA server is, and the hash of its key that it must prove.
 *
 * @typedef {{text: string, host: string, port: number, kaId: Uint8Array<ArrayBuffer>}} KaAddress
 */

/**
 * @typedef {object} Realm
 * @property {Uint8Array<ArrayBuffer>} realmId 32 bytes
 * @property {KaAddress[]} servers 1 to 16
 * @property {string} admission the rule by which members are known
 * @property {number} sequence rises with every edition
 * @property {number} notAfter last good second since 1970
 */

/**
 * @param {unknown} text
 * @returns {KaAddress}
 * @throws {Error} when it is no KA address
 */
export function parseKaAddress(text) {
    const parts = typeof text === 'string' && text.length <= 400 ? ADDRESS.exec(text) : null;
    const port = Number(parts?.[3] ?? 5684);
    const host = parts?.[1] ?? parts?.[2] ?? '';
    if (!parts || port < 1 || port > 65_535 || host.length > 253 || (parts[1] && !isIp6(parts[1]))) {
        throw new Error('not coaps://host:port/m2#sha256=...');
    }
    return { text: String(text), host, port, kaId: fromBase64Url(parts[4], 'sha256', 32) };
}

/**
 * The platform's own URL parser knows what an IPv6 address is.
 *
 * @param {string} text
 */
function isIp6(text) {
    try {
        return text.includes(':') && new URL(`http://[${text}]/`).hostname.length > 2;
    } catch {
        return false;
    }
}

/**
 * Reads a realm document and checks its signature and its date.
 *
 * @param {string} file
 * @param {{realmId?: Uint8Array, now?: number}} [expected] the realm that it must be, where that is known; seconds since 1970
 * @returns {Promise<Realm>}
 * @throws {Error} when it is malformed, forged, too old, or another realm's
 */
export async function verifyRealm(file, expected = {}) {
    const envelope = object(file, MAX_BYTES);
    const body = fromBase64Url(envelope.body, 'body');
    const pub = fromBase64Url(envelope.pub, 'pub', 32);
    const signature = fromBase64Url(envelope.sig, 'sig', 64);
    const realmId = await realmIdOf(pub);
    if (!(await verify(pub, concat(label16('M2-realm-doc-v1'), realmId, await sha256(body)), signature))) {
        throw new Error("the signature is not the realm key's");
    }
    const realm = { realmId, ...readBody(object(new TextDecoder('utf-8', { fatal: true }).decode(body), 12_000)) };
    if (expected.realmId && !realmId.every((octet, i) => octet === expected.realmId?.[i])) {
        throw new Error('the document is of another realm');
    }
    if ((expected.now ?? Date.now() / 1000) > realm.notAfter) {
        throw new Error('the document is too old: notAfter has passed');
    }
    return realm;
}

/** @param {Record<string, unknown>} body */
function readBody(body) {
    const servers = body.servers;
    if (!Array.isArray(servers) || servers.length < 1 || servers.length > 16) {
        throw new Error('servers has not 1 to 16 entries');
    }
    const admission = body.admission ?? 'cert';
    if (typeof admission !== 'string' || admission.length > 64) {
        throw new Error('admission is not text of at most 64 characters');
    }
    return {
        servers: servers.map(parseKaAddress),
        admission: admission || 'cert',
        sequence: whole(body.sequence, 'sequence'),
        notAfter: whole(body.notAfter, 'notAfter'),
    };
}

/**
 * @param {unknown} value
 * @param {string} name
 */
function whole(value, name) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
        throw new Error(`${name} is not in 0..9007199254740991`);
    }
    return value;
}

/**
 * @param {string} json
 * @param {number} limit
 * @returns {Record<string, unknown>}
 */
function object(json, limit) {
    const value = json.length <= limit ? JSON.parse(json) : null;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
        throw new Error(`not a JSON object of at most ${limit} bytes`);
    }
    return value;
}
