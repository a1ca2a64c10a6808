/** Chromium for the tests of pages: whatever it would ask of the world by itself is switched off. */

import { chromium } from 'playwright-core';

const SWITCHES = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Where all hosts are addresses of one machine's loopback.
    '--allow-loopback-in-peer-connection',
    // So that a search finds addresses where there are some.
    '--disable-features=WebRtcHideLocalIpsWithMdns',
];

/**
 * A browser with a new, empty profile; `program` may be a script that starts it somewhere else.
 *
 * @param {string} program
 */
export function launch(program) {
    return chromium.launch({ executablePath: program, headless: true, args: SWITCHES, timeout: 60_000 });
}

/**
 * A page that fails the test when it breaks its own rules.
 *
 * @param {import('playwright-core').BrowserContext} context
 * @param {string[]} complaints gets what the page complains of
 */
export async function newPage(context, complaints) {
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
        // A refused look-up is an answer, and no mistake of the page's.
        if (message.type() === 'error' && !/status of 404/.test(message.text())) {
            complaints.push(message.text());
        }
    });
    return page;
}
