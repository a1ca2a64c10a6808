import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    MAX_ANSWER_DATA,
    MAX_CALL_DATA,
    answerCall,
    newCall,
    openAnswer,
    signatureInput,
    verifiedData,
} from '../src/blobs.js';
import { extract, expand, open } from '../src/hpke.js';
import { pidOf } from '../src/identity.js';
import { agree, agreementKeyOf, newSigningKey, signingKeyOf } from '../src/keys.js';
import { concat } from '../src/octets.js';
import { hex, toHex, vectors } from './vectors.js';

const realmId = new Uint8Array(32).fill(7);
const hello = new TextEncoder().encode('hello');

test('should take the signed answer of the vectors for genuine, and no other', async () => {
    const [vector] = vectors('identity').targetBlobs;
    const realm = hex(vector.realmId);
    const caller = hex(vector.callerBlob);
    const inside = hex(vector.blob);
    const input = await signatureInput(realm, caller, hex(vector.ephemeral), new Uint8Array(0));
    assert.equal(toHex(input), vector.signatureInput);

    assert.equal((await verifiedData(inside, caller, realm, vector.pid)).length, 0);

    for (const place of [0, 32, 64, 127]) {
        const forged = inside.slice();
        forged[place] = (forged[place] ?? 0) ^ 1;
        await assert.rejects(verifiedData(forged, caller, realm, vector.pid), /not made by the peer/);
    }
    await assert.rejects(verifiedData(concat(inside, hello), caller, realm, vector.pid), /not made by the peer/);
    await assert.rejects(verifiedData(inside, caller, realm, '::1'), /not made by the peer/);
});

test('should open what RFC 9180 seals (appendix A.1.1)', async () => {
    const recipient = await agreementKeyOf(hex('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8'));
    const encapsulated = hex('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431');
    const ciphertext = hex(
        'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
    );
    const info = hex('4f6465206f6e2061204772656369616e2055726e');

    const plain = await open(recipient, info, hex('436f756e742d30'), concat(encapsulated, ciphertext));

    assert.equal(new TextDecoder().decode(plain), 'Beauty is truth, truth beauty');
});

test('should derive keys as RFC 5869 does (appendix A.1)', async () => {
    const key = await extract(hex('000102030405060708090a0b0c'), new Uint8Array(22).fill(0x0b));
    assert.equal(toHex(key), '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5');
    const block = await expand(key, hex('f0f1f2f3f4f5f6f7f8f9'), 32);
    assert.equal(toHex(block), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf');
});

test('should give both ends one secret, and both programs their data', async () => {
    const bob = await newSigningKey();
    const call = await newCall(hello);
    const answer = await answerCall(bob, realmId, call.blob, 'W', new Uint8Array(MAX_ANSWER_DATA).fill(5));
    const opened = await openAnswer(call, realmId, await pidOf(realmId, bob.pub), 'W', answer.blob);

    assert.deepEqual(answer.callData, hello);
    assert.deepEqual(opened.data, new Uint8Array(MAX_ANSWER_DATA).fill(5));
    assert.equal(answer.blob.length, 480);
    const ours = await answer.secret.derive('psk', 32);
    assert.deepEqual(await opened.secret.derive('psk', 32), ours);
    assert.notDeepEqual(await opened.secret.derive('proof', 32), ours, 'another label, another key');
});

test('should not open an answer of somebody else, for another call, or for another kind of line', async () => {
    const bob = await newSigningKey();
    const pid = await pidOf(realmId, bob.pub);
    const call = await newCall();
    const { blob } = await answerCall(bob, realmId, call.blob, 'W');
    assert.ok(await openAnswer(call, realmId, pid, 'W', blob));

    const mallory = await answerCall(await newSigningKey(), realmId, call.blob, 'W');
    await assert.rejects(openAnswer(call, realmId, pid, 'W', mallory.blob), /not made by the peer/);
    await assert.rejects(openAnswer(await newCall(), realmId, pid, 'W', blob), /not sealed for this call/);
    await assert.rejects(openAnswer(call, realmId, pid, 'P', blob), /another kind of line/);
});

test('should notice a server that changes what the caller sent along', async () => {
    const bob = await newSigningKey();
    const call = await newCall(hello);
    const changed = call.blob.slice();
    changed[40] = 0;
    changed[36] = (changed[36] ?? 0) ^ 1;
    const { blob } = await answerCall(bob, realmId, changed, 'W');
    await assert.rejects(openAnswer(call, realmId, await pidOf(realmId, bob.pub), 'W', blob));
});

test('should refuse data that does not fit, and keys that are of no use', async () => {
    await newCall(new Uint8Array(MAX_CALL_DATA));
    await assert.rejects(newCall(new Uint8Array(MAX_CALL_DATA + 1)), /more than 224/);
    const key = await signingKeyOf(new Uint8Array(32));
    const call = await newCall();
    await assert.rejects(answerCall(key, realmId, call.blob, 'W', new Uint8Array(MAX_ANSWER_DATA + 1)), /more than 304/);
    await assert.rejects(answerCall(key, realmId, new Uint8Array(32), 'W'), /of no use/);
    await assert.rejects(agree(call.key, new Uint8Array(32)), /of no use/);
});
