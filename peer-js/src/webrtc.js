/**
 * A WebRTC data channel whose only remote candidate is the middle-man. What the two ends have to know of each other is 61 bytes
 * or so - fingerprint, ICE name and password, never SDP and never a candidate - and SDP is made of it again where it arrives.
 */

const FINGERPRINT_BYTES = 32;

/**
 * What an end says of itself.
 *
 * @typedef {{fingerprint: Uint8Array, ufrag: string, pwd: string}} Ends
 */

/** @returns {RTCPeerConnection} without any server that could tell or hand on an address */
export function newConnection() {
    return new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
}

/**
 * One channel that both ends know of beforehand.
 *
 * @param {RTCPeerConnection} connection
 */
export function channelOf(connection) {
    return connection.createDataChannel('m2', { negotiated: true, id: 0 });
}

/**
 * What the other end has to know, from the connection's own description. Its candidates stay here.
 *
 * @param {RTCPeerConnection} connection
 * @returns {Uint8Array}
 */
export function introduce(connection) {
    const sdp = connection.localDescription?.sdp ?? '';
    const line = (/** @type {string} */ name) => new RegExp(`^a=${name}:(.*)$`, 'm').exec(sdp)?.[1]?.trim() ?? '';
    const hex = line('fingerprint').replace(/^sha-256 /i, '');
    const fingerprint = hex.split(':').map((octet) => parseInt(octet, 16));
    if (fingerprint.length !== FINGERPRINT_BYTES) {
        throw new Error('this browser has no SHA-256 fingerprint');
    }
    const name = new TextEncoder().encode(line('ice-ufrag'));
    const password = new TextEncoder().encode(line('ice-pwd'));
    return Uint8Array.from([...fingerprint, name.length, ...name, ...password]);
}

/**
 * Reads what the other end said. It is a stranger's: nothing but letters of ICE gets into an SDP.
 *
 * @param {Uint8Array} introduction
 * @returns {Ends}
 */
export function parse(introduction) {
    const length = introduction[FINGERPRINT_BYTES] ?? 0;
    const text = new TextDecoder().decode(introduction.subarray(FINGERPRINT_BYTES + 1));
    const ends = {
        fingerprint: introduction.slice(0, FINGERPRINT_BYTES),
        ufrag: text.slice(0, length),
        pwd: text.slice(length),
    };
    const ice = (/** @type {string} */ value, /** @type {number} */ least) =>
        value.length >= least && value.length <= 64 && /^[A-Za-z0-9+/]+$/.test(value);
    if (!ice(ends.ufrag, 4) || !ice(ends.pwd, 22)) {
        throw new Error('the other end is no WebRTC program');
    }
    return ends;
}

/**
 * The other end's description (RFC 8841 section 10), without any candidate.
 *
 * @param {'offer' | 'answer'} type
 * @param {Ends} ends
 * @returns {RTCSessionDescriptionInit}
 */
export function describe(type, { fingerprint, ufrag, pwd }) {
    const hex = [...fingerprint].map((octet) => octet.toString(16).padStart(2, '0').toUpperCase()).join(':');
    const lines = [
        'v=0',
        'o=- 1 1 IN IP4 0.0.0.0',
        's=-',
        't=0 0',
        'a=group:BUNDLE 0',
        'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
        'c=IN IP4 0.0.0.0',
        `a=ice-ufrag:${ufrag}`,
        `a=ice-pwd:${pwd}`,
        `a=fingerprint:sha-256 ${hex}`,
        `a=setup:${type === 'offer' ? 'actpass' : 'active'}`,
        'a=mid:0',
        'a=sctp-port:5000',
        'a=max-message-size:65536',
    ];
    return { type, sdp: `${lines.join('\r\n')}\r\n` };
}

/**
 * Tells ICE of the middle-man, and of nobody else.
 *
 * @param {RTCPeerConnection} connection
 * @param {import('./peer.js').Line} line
 */
export async function useMiddleman(connection, line) {
    const [endpoint] = line.endpoints;
    if (line.mode !== 'H' || !endpoint) {
        throw new Error('the line is none that a browser can latch');
    }
    const [ip, port] = endpoint;
    const candidate = `candidate:1 1 udp 2113937151 ${ip} ${port} typ host`;
    await connection.addIceCandidate({ candidate, sdpMid: '0', sdpMLineIndex: 0 });
}
