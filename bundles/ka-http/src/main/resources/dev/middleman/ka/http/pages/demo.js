/** Two browser tabs that talk through a middle-man; see peer/webrtc.js for what they tell each other before. */

import { Peer, newSigningKey, realmIdOf } from './peer/middleman.js';
import { fromBase64Url } from './peer/octets.js';
import { channelOf, describe, introduce, newConnection, parse, useMiddleman } from './peer/webrtc.js';

const LATCH_MS = 5000;
const MANY = 1000;
const AT_A_TIME = 50;
const $ = (id) => document.getElementById(id);

/** What is said when nothing comes through. */
const NO_LINE =
    'No line latched within 5 s. The KA server saw this browser, or the other one, at another address than its datagrams come from:' +
    ' of the other address family, or behind a NAT, proxy or VPN that treats UDP otherwise.';

let peer;
/** The connection of now; where whoever looks with the console finds it, too. */
window.middleman = { connection: undefined };

function say(text, kind = '') {
    $('state').textContent = text;
    $('state').dataset.kind = kind;
}

function log(text, kind) {
    const entry = document.createElement('li');
    entry.textContent = text;
    entry.className = kind;
    $('log').append(entry);
    entry.scrollIntoView({ block: 'nearest' });
}

/** The realm that a link names, or else the one of a key of zeros: everybody's, nobody's. */
async function openRealm(name) {
    const realmId = name ? fromBase64Url(name, 'realm', 32) : await realmIdOf(new Uint8Array(32));
    // Who served this page over TLS is the server that it asks; its kaId is taken from it.
    const { kaId } = await (await fetch('../n', { cache: 'no-store' })).json();
    const server = { text: '', host: location.hostname, port: 5684, kaId: fromBase64Url(kaId, 'kaId', 32) };
    return { realmId, servers: [server], admission: 'open', sequence: 0, notAfter: 0 };
}

function begin() {
    window.middleman.connection?.close();
    const connection = newConnection();
    window.middleman.connection = connection;
    return { connection, channel: talkOver(channelOf(connection)) };
}

async function call(pid) {
    say('Looking up…');
    const { connection, channel } = begin();
    await connection.setLocalDescription(await connection.createOffer());
    const line = await peer.call(pid, { data: introduce(connection) });
    await connection.setRemoteDescription(describe('answer', parse(line.data)));
    await latch(connection, channel, line);
}

async function answer(offer) {
    say('Somebody calls…');
    const { connection, channel } = begin();
    await connection.setRemoteDescription(describe('offer', parse(offer.data)));
    await connection.setLocalDescription(await connection.createAnswer());
    await latch(connection, channel, await offer.accept(introduce(connection)));
}

async function latch(connection, channel, line) {
    say('The middle-man is introduced; latching…');
    await useMiddleman(connection, line);
    const timer = setTimeout(() => say(NO_LINE, 'bad'), LATCH_MS);
    connection.addEventListener('connectionstatechange', () => {
        if (connection.connectionState === 'connected') {
            clearTimeout(timer);
        }
        if (connection.connectionState === 'disconnected') {
            say('The line is silent.', 'bad');
        }
    });
    channel.addEventListener('open', () => {
        clearTimeout(timer);
        const [ip, port] = line.endpoints[0];
        $('way').textContent = `Your datagrams go to the middle-man at ${ip}, port ${port}.`;
        $('way').hidden = false;
        $('talk').hidden = false;
        say('The line is up.', 'good');
    });
}

/** Messages are a letter and text: `t` something said, `p` and `q` a number there and back. */
function talkOver(channel) {
    channel.addEventListener('message', ({ data }) => {
        const [kind, rest] = [data[0], data.slice(1)];
        if (kind === 't') {
            log(rest, 'theirs');
        } else if (kind === 'p') {
            channel.send(`q${rest}`);
        }
    });
    channel.addEventListener('close', () => say('The other tab left.', 'bad'));
    $('saying').onsubmit = (event) => {
        event.preventDefault();
        const text = $('text').value.trim();
        if (text && channel.readyState === 'open') {
            channel.send(`t${text}`);
            log(text, 'own');
            $('text').value = '';
        }
    };
    $('many').onclick = () => exchangeMany(channel);
    return channel;
}

/** A thousand numbers there and back, each once and in order. */
function exchangeMany(channel) {
    $('many').disabled = true;
    const begun = performance.now();
    let sent = 0;
    let back = 0;
    const send = () => {
        while (sent < MANY && sent - back < AT_A_TIME) {
            channel.send(`p${sent++}`);
        }
    };
    const receive = ({ data }) => {
        if (data === `q${back}`) {
            back++;
            send();
        }
        if (back === MANY) {
            channel.removeEventListener('message', receive);
            const ms = Math.round(performance.now() - begun);
            log(`${MANY.toLocaleString('en')} messages went there and back in ${ms.toLocaleString('en')} ms`, 'note');
            $('many').disabled = false;
        }
    };
    channel.addEventListener('message', receive);
    send();
}

function attempt(work) {
    work.catch((error) => say(error.status === 404 ? 'Nobody answers there.' : String(error.message), 'bad'));
}

async function start() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const realm = await openRealm(wanted.get('realm'));
    const server = new URL('..', location.href).href;
    peer = await Peer.create({ server, realm, key: await newSigningKey(), mode: 'W', latch: 'H' });
    await peer.register({
        onOffer: (offer) => attempt(answer(offer)),
        onTrouble: () => say('The KA server is out of reach; trying again.', 'bad'),
    });
    $('pid').textContent = peer.pid;
    const link = new URLSearchParams({ ...Object.fromEntries(wanted), call: peer.pid });
    $('link').href = `#${link}`;
    say('Waiting for a call.');
    $('call').disabled = false;
    $('calling').onsubmit = (event) => {
        event.preventDefault();
        attempt(call($('target').value.trim()));
    };
    if (wanted.get('call')) {
        $('target').value = wanted.get('call');
        attempt(call(wanted.get('call')));
    }
}

attempt(start());
