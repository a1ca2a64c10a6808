/** A peer: registers, is called, calls. What it gets is a line; who speaks over it and how is the program's affair. */

import { answerCall, newCall, openAnswer } from './blobs.js';
import { pidOf } from './identity.js';
import { pause, polled, watched } from './inbox.js';
import { fromBase64Url, random, toBase64Url } from './octets.js';
import { KaError, KaServer } from './server.js';

const PLAIN = new Uint8Array(0);
const ONCE_MORE_MS = 1000;
const MOST_MS = 60_000;

/** @typedef {import('./keys.js').KeyPair} KeyPair */
/** @typedef {import('./realm.js').Realm} Realm */
/** @typedef {import('./inbox.js').RawOffer} RawOffer */
/** @typedef {import('./blobs.js').Mode} Mode */

/**
 * A line through a middle-man, as the KA server grants it.
 *
 * @typedef {object} Line
 * @property {[string, number][]} endpoints of the middle-man, in the order to try them
 * @property {string} mode how the leg is latched: K, A or H
 * @property {string} sid names the leg, base64url
 * @property {string} K the leg's secret, base64url
 * @property {number} idle seconds without a datagram that end it
 * @property {number} expires seconds until it ends whatever happens
 * @property {'a' | 'b'} role caller or target
 * @property {Uint8Array<ArrayBuffer>} data what the other side's program sent along
 * @property {import('./blobs.js').LineSecret} secret what both ends share, and nobody else
 */

/**
 * Somebody calls. Who it is, nobody knows.
 *
 * @typedef {object} Offer
 * @property {Uint8Array<ArrayBuffer>} data what the caller's program sent along
 * @property {number} expires seconds left to answer
 * @property {(data?: Uint8Array) => Promise<Line>} accept gives a line
 * @property {() => Promise<void>} refuse is not told to the caller before its time
 */

/**
 * @typedef {object} PeerOptions
 * @property {string} server root of a KA server, `https://host:port/m2`
 * @property {Realm} realm verified
 * @property {KeyPair} key Ed25519
 * @property {Mode} [mode] what lines are for; plain when absent
 * @property {'K' | 'A' | 'H'} [latch] how the leg is latched: K when absent
 * @property {4 | 6 | 46} [af] families that the program can use; both when absent
 * @property {typeof fetch} [fetch] what sends
 */

/**
 * @typedef {object} Registering
 * @property {(offer: Offer) => void} onOffer gets each offer once
 * @property {(error: unknown) => void} [onTrouble] hears of what went wrong and is tried again
 * @property {'ask' | 'members' | 'open' | 'refuse'} [accept] whose calls to offer; everybody's when absent
 * @property {number} [lifetime] seconds, 30 to 3600
 * @property {boolean} [poll] ask every second in place of watching
 */

/** A registration: stays until it is closed. */
class Registration {
    #end = new AbortController();
    #seen = new Set();
    #token = '';
    #peer;
    #wish;

    /**
     * @param {Peer} peer
     * @param {Registering} wish
     */
    constructor(peer, wish) {
        this.#peer = peer;
        this.#wish = wish;
    }

    /** Registers; the first time must succeed. */
    async open() {
        const lifetime = await this.#register();
        void this.#stay(lifetime);
        return this;
    }

    async #register() {
        const { accept = 'ask', lifetime = 300 } = this.#wish;
        const message = { lt: lifetime, accept };
        const response = await this.#peer.signed('/p', message, this.#end.signal);
        this.#token = response.headers.get('M2-Token') ?? '';
        return Number((await response.json()).lt);
    }

    /** @param {number} lifetime */
    async #stay(lifetime) {
        const { signal } = this.#end;
        let waitMs = ONCE_MORE_MS;
        while (!signal.aborted) {
            try {
                await this.#watch(lifetime);
                waitMs = ONCE_MORE_MS;
            } catch (error) {
                this.#trouble(error);
            }
            await pause(waitMs * (0.5 + Math.random()), signal);
            waitMs = Math.min(2 * waitMs, MOST_MS);
            if (!signal.aborted) {
                lifetime = (await this.#again(lifetime)) ?? lifetime;
            }
        }
    }

    /**
     * Refreshes, or registers anew where the server knows us no more.
     *
     * @param {number} lifetime
     */
    async #again(lifetime) {
        try {
            await this.#refresh();
            return lifetime;
        } catch (error) {
            if (!(error instanceof KaError) || error.status !== 404) {
                return undefined;
            }
        }
        try {
            return await this.#register();
        } catch (error) {
            this.#trouble(error);
            return undefined;
        }
    }

    async #refresh() {
        await this.#peer.server.send('POST', '/p/me', { token: this.#token, signal: this.#end.signal });
    }

    /** @param {number} lifetime */
    async #watch(lifetime) {
        const over = new AbortController();
        const stop = () => over.abort();
        this.#end.signal.addEventListener('abort', stop);
        const refreshing = setInterval(() => this.#refresh().catch(stop), lifetime * 500);
        try {
            const inbox = this.#wish.poll ? polled : watched;
            for await (const offers of inbox(this.#peer.server, this.#token, over.signal)) {
                this.#take(offers);
            }
        } finally {
            clearInterval(refreshing);
            this.#end.signal.removeEventListener('abort', stop);
        }
    }

    /** @param {RawOffer[]} offers all that are open */
    #take(offers) {
        const open = new Set(offers.map((offer) => offer.iid));
        const fresh = offers.filter((offer) => !this.#seen.has(offer.iid));
        this.#seen = open;
        for (const offer of fresh) {
            this.#wish.onOffer(this.#peer.offer(offer));
        }
    }

    /** @param {unknown} error */
    #trouble(error) {
        if (!this.#end.signal.aborted) {
            this.#wish.onTrouble?.(error);
        }
    }

    /** Leaves: open offers are cancelled. */
    async close() {
        this.#end.abort();
        await this.#peer.server.send('DELETE', '/p/me', { token: this.#token });
    }
}

/** One end. */
export class Peer {
    #options;

    /**
     * @param {PeerOptions} options
     * @param {string} pid
     */
    constructor(options, pid) {
        this.#options = options;
        /** Its id, to be handed to those who may call. */
        this.pid = pid;
        const kaIds = options.realm.servers.map((address) => address.kaId);
        this.server = new KaServer(options.server, kaIds, options.fetch);
    }

    /** @param {PeerOptions} options */
    static async create(options) {
        return new Peer(options, await pidOf(options.realm.realmId, options.key.pub));
    }

    /**
     * Can be called from now on.
     *
     * @param {Registering} wish
     */
    register(wish) {
        return new Registration(this, wish).open();
    }

    /**
     * @param {string} path
     * @param {Record<string, unknown>} message
     * @param {AbortSignal} [signal]
     */
    signed(path, message, signal) {
        const { key, realm } = this.#options;
        const whole = { realm: toBase64Url(realm.realmId), ...message, ...this.#leg() };
        return this.server.sendSigned(path, key, realm.realmId, whole, signal);
    }

    #leg() {
        return { af: this.#options.af ?? 46, latch: this.#options.latch ?? 'K' };
    }

    /** @returns {Mode} */
    #mode() {
        return this.#options.mode ?? 'P';
    }

    /**
     * Calls a peer. Nothing is signed unless the server insists: who calls is the target's business only.
     *
     * @param {string} pid
     * @param {{data?: Uint8Array, signal?: AbortSignal}} [more] data can be read by the KA server, but not changed
     * @returns {Promise<Line>}
     * @throws {KaError} with status 404 when nobody answers, whatever the reason
     */
    async call(pid, { data = PLAIN, signal } = {}) {
        const { realmId } = this.#options.realm;
        const call = await newCall(data);
        const message = { to: pid, txn: toBase64Url(random(8)), blob: toBase64Url(call.blob) };
        const line = await (await this.#lookUp(message, signal)).json();
        const sealed = fromBase64Url(line.blob, 'blob');
        return { ...line, ...(await openAnswer(call, realmId, pid, this.#mode(), sealed)) };
    }

    /**
     * A connection that breaks is no answer: asking again with the same txn joins the look-up under way.
     *
     * @param {Record<string, unknown>} message
     * @param {AbortSignal} [signal]
     */
    async #lookUp(message, signal) {
        const plain = { realm: toBase64Url(this.#options.realm.realmId), ...message, ...this.#leg() };
        const ask = { message: plain, ...(signal ? { signal } : {}) };
        try {
            return await this.server.send('POST', '/x', ask);
        } catch (error) {
            if (error instanceof KaError && error.status === 401) {
                return this.signed('/x', message, signal);
            }
            if (error instanceof KaError || signal?.aborted) {
                throw error;
            }
            return this.server.send('POST', '/x', ask);
        }
    }

    /**
     * @param {RawOffer} raw
     * @returns {Offer}
     */
    offer(raw) {
        const blob = fromBase64Url(raw.blob ?? '', 'blob');
        const path = `/x/${raw.iid}`;
        return {
            data: blob.slice(32),
            expires: raw.expires,
            accept: async (data = PLAIN) => {
                const { key, realm } = this.#options;
                const answer = await answerCall(key, realm.realmId, blob, this.#mode(), data);
                const message = { ok: true, blob: toBase64Url(answer.blob), ...this.#leg() };
                const line = await (await this.server.send('POST', path, { message })).json();
                return { ...line, data: answer.callData, secret: answer.secret };
            },
            refuse: async () => {
                await this.server.send('POST', path, { message: { ok: false } });
            },
        };
    }
}
