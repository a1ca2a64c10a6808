import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pidOf, pidText, proofInput, realmIdOf, signedRequest } from '../src/identity.js';
import { isCanonical, signingKeyOf, verify } from '../src/keys.js';
import { fromBase64Url, toBase64Url } from '../src/octets.js';
import { parseKaAddress, verifyRealm } from '../src/realm.js';
import { hex, toHex, vectors } from './vectors.js';

const identity = vectors('identity');
const text = vectors('text');

test('should make the public keys of the vectors from their seeds', async () => {
    assert.ok(identity.keys.length > 0);
    for (const key of identity.keys) {
        assert.equal(toHex((await signingKeyOf(hex(key.seed))).pub), key.pub, key.name);
    }
});

test('should make the realm ids of the vectors', async () => {
    for (const realm of identity.realms) {
        assert.equal(toHex(await realmIdOf(hex(realm.realmPub))), realm.realmId, realm.name);
    }
});

test('should make the peer ids of the vectors', async () => {
    for (const pid of identity.pids) {
        assert.equal(await pidOf(hex(pid.realmId), hex(pid.pub)), pid.text, pid.name);
    }
});

test('should write peer ids as RFC 5952 writes addresses', () => {
    // IPv4-mapped ones are addresses of another kind, and no hash is one.
    const addresses = text.addresses.filter((/** @type {any} */ address) => address.canonical.includes(':'));
    assert.ok(addresses.length > 5);
    for (const address of addresses) {
        assert.equal(pidText(hex(address.bytes)), address.canonical);
    }
});

test('should refuse keys in another form than their one', async () => {
    for (const bad of identity.badKeys) {
        assert.equal(isCanonical(hex(bad.pub)), false, bad.name);
        await assert.rejects(pidOf(new Uint8Array(32), hex(bad.pub)));
    }
    assert.ok(identity.keys.every((/** @type {any} */ key) => isCanonical(hex(key.pub))));
});

test('should sign requests as the vectors have them', async () => {
    const peers = identity.signedRequests.filter((/** @type {any} */ request) => request.role === 'P');
    assert.ok(peers.length > 0);
    for (const vector of peers) {
        const key = await signingKeyOf(hex(vector.seed));
        const request = await signedRequest(key, hex(vector.realmId), hex(vector.kaId), JSON.parse(vector.body));
        assert.equal(JSON.stringify(request), vector.request, vector.name);
    }
});

test('should put together what is signed as the vectors have it, for every role', async () => {
    for (const vector of identity.signedRequests) {
        const body = new TextEncoder().encode(vector.body);
        const input = await proofInput(vector.role, hex(vector.realmId), hex(vector.kaId), hex(vector.nonce), body);
        assert.equal(toHex(input), vector.proofInput, vector.name);
    }
});

test('should read the realm documents of the vectors', async () => {
    for (const vector of identity.realmDocuments) {
        const realm = await verifyRealm(vector.file, { realmId: hex(vector.realmId), now: vector.notAfter });
        assert.deepEqual(
            realm.servers.map((server) => server.text),
            vector.servers,
        );
        assert.equal(realm.admission, vector.admission);
        assert.equal(realm.sequence, vector.sequence);
    }
});

test('should refuse a realm document that is forged, too old, or of another realm', async () => {
    const [vector] = identity.realmDocuments;
    const now = vector.notAfter;
    assert.ok(await verifyRealm(vector.file, { now }), 'it is good as it is');

    await assert.rejects(verifyRealm(vector.file, { now: now + 1 }), /too old/);
    await assert.rejects(verifyRealm(vector.file, { now, realmId: new Uint8Array(32) }), /another realm/);
    const envelope = JSON.parse(vector.file);
    const body = new TextDecoder().decode(fromBase64Url(envelope.body, 'body')).replace('ka.example', 'ka.evil.ex');
    const forged = JSON.stringify({ ...envelope, body: toBase64Url(new TextEncoder().encode(body)) });
    await assert.rejects(verifyRealm(forged, { now }), /signature/);
    await assert.rejects(verifyRealm('[]'), /JSON object/);
});

test('should read the KA addresses of the vectors, and no others', () => {
    for (const server of text.servers) {
        const address = parseKaAddress(server.text);
        assert.deepEqual([address.host, address.port, toHex(address.kaId)], [server.host, server.port, server.kaId]);
    }
    for (const bad of text.badServers) {
        assert.throws(() => parseKaAddress(bad.text), /coaps|sha256/, bad.text);
    }
});

test('should not take a signature for another message', async () => {
    const [vector] = identity.signedRequests;
    const pub = (await signingKeyOf(hex(vector.seed))).pub;
    const message = hex(vector.proofInput);
    assert.equal(await verify(pub, message, hex(vector.signature)), true);
    message[0] = (message[0] ?? 0) ^ 1;
    assert.equal(await verify(pub, message, hex(vector.signature)), false);
});
