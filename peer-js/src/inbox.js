/** A peer's inbox: the offers that are open, again and again as they change. */

/** @typedef {import('./server.js').KaServer} KaServer */

/**
 * @typedef {object} RawOffer as it comes
 * @property {string} iid names it
 * @property {number} expires seconds left to answer
 * @property {string} [blob] the caller's
 */

/**
 * Reads server-sent events. EventSource of the browsers sends no Authorization, so this reads the stream itself.
 *
 * @param {KaServer} server
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<RawOffer[], void>} ends when the registration does, or the connection
 */
export async function* watched(server, token, signal) {
    const response = await server.send('GET', '/p/me/in', { token, accept: 'text/event-stream', signal });
    if (!response.body) {
        return;
    }
    for await (const event of events(response.body)) {
        if (event.name === 'end') {
            return;
        }
        yield JSON.parse(event.data).offers ?? [];
    }
}

/**
 * Asks every second, for ways that hold a stream back until it ends.
 *
 * @param {KaServer} server
 * @param {string} token
 * @param {AbortSignal} signal
 * @param {number} pauseMs
 * @returns {AsyncGenerator<RawOffer[], void>}
 */
export async function* polled(server, token, signal, pauseMs = 1000) {
    while (!signal.aborted) {
        const inbox = await (await server.send('GET', '/p/me/in', { token, signal })).json();
        yield inbox.offers ?? [];
        await pause(pauseMs, signal);
    }
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal ends it early
 * @returns {Promise<void>}
 */
export function pause(ms, signal) {
    return new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        function done() {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            resolve();
        }
        signal.addEventListener('abort', done);
        if (signal.aborted) {
            done();
        }
    });
}

/**
 * The events of a stream (HTML, section 9.2.6), as far as our server writes them: one data line each.
 *
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
 * @returns {AsyncGenerator<{name: string, data: string}, void>}
 */
export async function* events(stream) {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    let text = '';
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done) {
                return;
            }
            text += decoder.decode(value, { stream: true });
            for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
                const event = parsed(text.slice(0, end));
                text = text.slice(end + 2);
                if (event) {
                    yield event;
                }
            }
        }
    } finally {
        await reader.cancel().catch(() => undefined);
    }
}

/** @param {string} block */
function parsed(block) {
    let name = 'message';
    let data = '';
    for (const line of block.split('\n')) {
        if (line.startsWith('event: ')) {
            name = line.slice(7);
        } else if (line.startsWith('data: ')) {
            data = line.slice(6);
        }
    }
    return data === '' ? undefined : { name, data };
}
