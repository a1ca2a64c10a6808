/**
 * Two peers in this process get a line from a real KA server, and one in Java answers a call.
 *
 * M2_SERVER root of the KA server, M2_REALM file of the realm's document, M2_JAVA_PID who listens in Java
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { KaError, Peer, newSigningKey, verifyRealm } from '../src/middleman.js';

const LIMIT = { timeout: 50_000 };
const { M2_SERVER: server = '', M2_REALM: realmFile = '', M2_JAVA_PID: javaPid = '' } = process.env;
const realm = await verifyRealm(readFileSync(realmFile, 'utf8'));
const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** @param {'P' | 'W'} mode */
async function newPeer(mode) {
    return Peer.create({ server, realm, key: await newSigningKey(), mode, af: 4 });
}

/**
 * @param {Peer} peer
 * @param {boolean} poll
 */
async function nextOffer(peer, poll) {
    /** @type {(offer: import('../src/peer.js').Offer) => void} */
    let onOffer = () => undefined;
    const offer = new Promise((resolve) => (onOffer = resolve));
    return { registration: await peer.register({ onOffer, poll }), offer };
}

for (const poll of [false, true]) {
    test(`should give both ends a line and one secret, the inbox ${poll ? 'polled' : 'watched'}`, LIMIT, async () => {
        const [alice, bob] = [await newPeer('W'), await newPeer('W')];
        const { registration, offer } = await nextOffer(bob, poll);

        const calling = alice.call(bob.pid, { data: bytes('from alice') });
        const heard = await offer;
        const theirs = await heard.accept(bytes('from bob'));
        const ours = await calling;

        assert.deepEqual(heard.data, bytes('from alice'));
        assert.deepEqual(ours.data, bytes('from bob'));
        assert.deepEqual(await ours.secret.derive('psk', 32), await theirs.secret.derive('psk', 32));
        assert.deepEqual([ours.role, theirs.role, ours.mode ?? 'K'], ['a', 'b', 'K']);
        assert.notEqual(ours.K, theirs.K, 'each leg has a key of its own');
        assert.ok(ours.endpoints.length > 0);
        await registration.close();
    });
}

test('should hear the same of a peer that refuses and of one that is not there', LIMIT, async () => {
    const [alice, bob, nobody] = [await newPeer('P'), await newPeer('P'), await newPeer('P')];
    const { registration, offer } = await nextOffer(bob, false);
    const outcomes = Promise.allSettled([alice.call(bob.pid), alice.call(nobody.pid)]);
    await (await offer).refuse();
    for (const outcome of await outcomes) {
        assert.ok(outcome.status === 'rejected' && outcome.reason instanceof KaError);
        assert.equal(outcome.reason.message, '404: nothing here');
    }
    await registration.close();
});

test('should open what a peer in Java has sealed', LIMIT, async () => {
    const alice = await newPeer('P');
    const line = await alice.call(javaPid);
    assert.equal(line.role, 'a');
    assert.equal((await line.secret.derive('psk', 32)).length, 32);
});
