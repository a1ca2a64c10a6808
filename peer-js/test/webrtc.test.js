import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_CALL_DATA } from '../src/blobs.js';
import { describe, introduce, parse, useMiddleman } from '../src/webrtc.js';

const ADDRESS = '192.0.2.77';
const ends = { fingerprint: new Uint8Array(32).map((_, i) => i), ufrag: 'aB+/', pwd: 'x'.repeat(24) };

/**
 * What introduce() reads of a connection.
 *
 * @param {RTCSessionDescriptionInit} description
 */
function connection(description) {
    return /** @type {any} */ ({ localDescription: description });
}

test('should tell the other end fingerprint, name and password, and no candidate', () => {
    const own = describe('offer', ends);
    const sdp = `${own.sdp}a=candidate:1 1 udp 1 ${ADDRESS} 4711 typ host\r\n`;
    assert.ok(sdp.includes(ADDRESS), 'there is one to be told');

    const told = introduce(connection({ type: 'offer', sdp }));

    assert.ok(!new TextDecoder().decode(told).includes(ADDRESS));
    assert.equal(told.length, 32 + 1 + 4 + 24);
    assert.ok(told.length <= MAX_CALL_DATA);
    assert.deepEqual(parse(told), ends);
});

test('should let nothing but letters of ICE into a description', () => {
    for (const [ufrag, pwd] of [
        ['abc', ends.pwd],
        [ends.ufrag, 'short'],
        ['ab\r\n', ends.pwd],
        [ends.ufrag, `${ends.pwd}\r\na=candidate:1 1 udp 1 ${ADDRESS} 1 typ host`],
        ['a b c', ends.pwd],
    ]) {
        const name = new TextEncoder().encode(ufrag);
        const password = new TextEncoder().encode(pwd);
        assert.throws(() => parse(Uint8Array.from([...ends.fingerprint, name.length, ...name, ...password])), /no WebRTC/);
    }
    assert.throws(() => parse(new Uint8Array(0)), /no WebRTC/);
});

test('should describe the other end without a candidate', () => {
    const { sdp = '' } = describe('answer', ends);
    assert.match(sdp, /a=setup:active\r\n/);
    assert.match(sdp, /a=fingerprint:sha-256 00:01:02:/);
    assert.ok(!sdp.includes('candidate'));
});

test('should tell ICE of the middle-man and of nobody else', async () => {
    /** @type {RTCIceCandidateInit[]} */
    const told = [];
    const fake = /** @type {any} */ ({ addIceCandidate: async (/** @type {any} */ candidate) => told.push(candidate) });
    const line = /** @type {any} */ ({ mode: 'H', endpoints: [[ADDRESS, 4711]] });
    await useMiddleman(fake, line);
    assert.deepEqual(
        told.map(({ candidate }) => candidate),
        [`candidate:1 1 udp 2113937151 ${ADDRESS} 4711 typ host`],
    );
    await assert.rejects(useMiddleman(fake, { ...line, mode: 'K' }), /browser can latch/);
});
