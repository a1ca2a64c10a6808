/** One KA server by HTTPS (docs/protocol.md, section 10). */

import { signedRequest } from './identity.js';
import { equal, fromBase64Url } from './octets.js';

/** @typedef {import('./keys.js').KeyPair} KeyPair */

/**
 * What an answer that is no success was.
 */
export class KaError extends Error {
    /**
     * @param {number} status HTTP status; 404 for every look-up that reached nobody
     * @param {string} text the server's words
     * @param {number} retrySeconds when to try again at the earliest; 0 when the server did not say
     * @param {string} nonce a fresh one, with 401 only
     */
    constructor(status, text, retrySeconds, nonce) {
        super(`${status}: ${text}`);
        this.name = 'KaError';
        this.status = status;
        this.retrySeconds = retrySeconds;
        this.nonce = nonce;
    }
}

/**
 * @typedef {object} Ask
 * @property {unknown} [message] the body, to be written as JSON
 * @property {string} [token] of who is registered
 * @property {string} [accept] media type
 * @property {AbortSignal} [signal]
 */

/** Stateless but for the server's id, which is asked once. */
export class KaServer {
    #root;
    #fetch;
    #kaIds;
    /** @type {Uint8Array<ArrayBuffer> | undefined} */
    #kaId;

    /**
     * @param {string} root such as `https://ka.example.org:8443/m2`
     * @param {Uint8Array[]} kaIds which servers it may be, from the realm's document
     * @param {typeof fetch} [fetcher] what sends; the platform's when absent
     */
    constructor(root, kaIds, fetcher = (input, init) => fetch(input, init)) {
        this.#root = root.replace(/\/$/, '');
        this.#kaIds = kaIds;
        this.#fetch = fetcher;
    }

    /**
     * @param {string} method
     * @param {string} path below the root
     * @param {Ask} [ask]
     * @returns {Promise<Response>} a success, body unread
     * @throws {KaError} for every other answer
     */
    async send(method, path, { message, token, accept, signal } = {}) {
        /** @type {Record<string, string>} */
        const headers = {};
        if (message !== undefined) {
            headers['Content-Type'] = 'application/json';
        }
        if (token !== undefined) {
            headers.Authorization = `Bearer ${token}`;
        }
        if (accept !== undefined) {
            headers.Accept = accept;
        }
        const body = message === undefined ? null : JSON.stringify(message);
        const response = await this.#fetch(this.#root + path, {
            method,
            headers,
            body,
            cache: 'no-store',
            credentials: 'omit',
            redirect: 'error',
            referrerPolicy: 'no-referrer',
            ...(signal ? { signal } : {}),
        });
        if (!response.ok) {
            throw await KaServer.#error(response);
        }
        return response;
    }

    /** @param {Response} response */
    static async #error(response) {
        const body = await response.json().catch(() => ({}));
        const retry = Number(response.headers.get('Retry-After') ?? 0);
        return new KaError(response.status, String(body.error ?? 'no reason given'), retry, String(body.nonce ?? ''));
    }

    /**
     * A fresh nonce, from a server that is one of the realm's.
     *
     * @returns {Promise<string>}
     * @throws {Error} when it is another server
     */
    async nonce() {
        const answer = await (await this.send('GET', '/n')).json();
        const kaId = fromBase64Url(answer.kaId, 'kaId', 32);
        if (!this.#kaIds.some((id) => equal(id, kaId))) {
            throw new Error('this is another KA server than the realm has');
        }
        this.#kaId = kaId;
        return answer.nonce;
    }

    /**
     * Sends a signed request; with a newer nonce when the first one was not taken.
     *
     * @param {string} path
     * @param {KeyPair} key
     * @param {Uint8Array} realmId
     * @param {Record<string, unknown>} message without a nonce
     * @param {AbortSignal} [signal]
     */
    async sendSigned(path, key, realmId, message, signal) {
        let nonce = await this.nonce();
        for (let attempt = 0; ; attempt++) {
            const kaId = /** @type {Uint8Array<ArrayBuffer>} */ (this.#kaId);
            const signed = await signedRequest(key, realmId, kaId, { ...message, nonce });
            try {
                return await this.send('POST', path, { message: signed, ...(signal ? { signal } : {}) });
            } catch (error) {
                if (!(error instanceof KaError) || error.status !== 401 || error.nonce === '' || attempt > 0) {
                    throw error;
                }
                nonce = error.nonce;
            }
        }
    }
}
