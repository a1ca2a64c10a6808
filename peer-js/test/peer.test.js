import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events } from '../src/inbox.js';
import { newSigningKey } from '../src/keys.js';
import { toBase64Url } from '../src/octets.js';
import { Peer } from '../src/peer.js';
import { KaError } from '../src/server.js';

const LIMIT = { timeout: 60_000 };
const kaId = new Uint8Array(32).fill(3);
const realm = {
    realmId: new Uint8Array(32).fill(7),
    servers: [{ text: '', host: 'ka.example', port: 5684, kaId }],
    admission: 'open',
    sequence: 1,
    notAfter: 1,
};

/**
 * A peer whose server answers as the test says, in turn.
 *
 * @param {((request: Request) => Response | Promise<Response>)[]} answers
 */
async function peerWith(answers) {
    /** @type {Request[]} */
    const asked = [];
    const peer = await Peer.create({
        server: 'https://ka.example/m2',
        realm,
        key: await newSigningKey(),
        fetch: async (input, init) => {
            const request = new Request(input, init);
            asked.push(request);
            const answer = answers.shift();
            assert.ok(answer, `nobody expected ${request.method} ${request.url}`);
            return answer(request);
        },
    });
    return { peer, asked };
}

/**
 * @param {number} status
 * @param {object} body
 * @param {Record<string, string>} [headers]
 */
function json(status, body, headers = {}) {
    return () => new Response(JSON.stringify(body), { status, headers });
}

test('should read events in whatever pieces they come', LIMIT, async () => {
    const pieces = ['data: {"a"', ':1}\n', '\n:\n\nevent: end\ndata: {}\n\n'];
    const stream = new ReadableStream({
        start(controller) {
            pieces.forEach((piece) => controller.enqueue(new TextEncoder().encode(piece)));
            controller.close();
        },
    });
    const read = [];
    for await (const event of events(stream)) {
        read.push([event.name, event.data]);
    }
    assert.deepEqual(read, [
        ['message', '{"a":1}'],
        ['end', '{}'],
    ]);
});

test('should tell the server nothing of itself, whatever the realm', LIMIT, async () => {
    const { peer, asked } = await peerWith([json(404, { error: 'nothing here' })]);
    await assert.rejects(peer.call('::1'), (error) => error instanceof KaError && error.status === 404);
    const body = await asked[0]?.json();
    assert.deepEqual(Object.keys(body).sort(), ['af', 'blob', 'latch', 'realm', 'to', 'txn']);
});

test('should ask again with the same txn when the connection breaks', LIMIT, async () => {
    const { peer, asked } = await peerWith([
        () => Promise.reject(new TypeError('broken')),
        json(503, { error: 'none has room' }, { 'Retry-After': '30' }),
    ]);
    await assert.rejects(peer.call('::1'), (error) => error instanceof KaError && error.retrySeconds === 30);
    const [first, second] = await Promise.all(asked.map((request) => request.json()));
    assert.equal(first.txn, second.txn);
});

test('should prove itself when the server insists, with the nonce of the refusal if its own is stale', LIMIT, async () => {
    const stale = toBase64Url(new Uint8Array(32));
    const fresh = toBase64Url(new Uint8Array(32).fill(9));
    const { peer, asked } = await peerWith([
        json(401, { error: 'who asks?', nonce: stale }),
        json(200, { nonce: stale, kaId: toBase64Url(kaId) }),
        json(401, { error: 'too late', nonce: fresh }),
        json(404, { error: 'nothing here' }),
    ]);
    await assert.rejects(peer.call('::1'), /404/);
    const last = await asked[3]?.json();
    const signed = JSON.parse(atob(last.body.replaceAll('-', '+').replaceAll('_', '/')));
    assert.equal(signed.nonce, fresh);
    assert.equal(signed.to, '::1');
});

test('should sign nothing for a server that is not of the realm', LIMIT, async () => {
    const { peer } = await peerWith([
        json(200, { nonce: toBase64Url(new Uint8Array(32)), kaId: toBase64Url(new Uint8Array(32)) }),
    ]);
    await assert.rejects(peer.register({ onOffer: () => assert.fail('an offer') }), /another KA server/);
});
