/**
 * The demonstration in real browsers: tabs that talk through a middle-man.
 *
 * M2_SERVER root of the KA server, M2_ARTEFACTS folder for screenshots; M2_ALICE, M2_BOB, M2_LOST: browsers on three hosts;
 * M2_ALICE_IP, M2_MIDDLEMAN_IP: addresses; M2_ISOLATED whether each host has its own
 */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { launch, newPage } from './browser.js';

const LIMIT = { timeout: 100_000 };
const PATIENCE = { timeout: 40_000 };
const { M2_SERVER: server = '', M2_ARTEFACTS: artefacts = '', M2_ISOLATED: isolated = '' } = process.env;
const { M2_ALICE_IP: aliceIp = '', M2_MIDDLEMAN_IP: middlemanIp = '' } = process.env;
const ownAddresses = isolated === 'true' ? {} : { skip: 'on loopback all hosts have one address' };

/** @type {Map<string, import('playwright-core').Browser>} */
const browsers = new Map();
after(() => Promise.all([...browsers.values()].map((browser) => browser.close())));

/**
 * A tab of the browser on a host, which is started when it is needed.
 *
 * @param {string} host
 * @param {string} [hash] what the link says
 * @param {import('playwright-core').BrowserContextOptions} [more]
 */
async function tab(host, hash = '', more = {}) {
    const browser = browsers.get(host) ?? (await launch(process.env[`M2_${host}`] ?? ''));
    browsers.set(host, browser);
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 760, height: 900 }, ...more });
    /** @type {string[]} */
    const complaints = [];
    const page = await newPage(context, complaints);
    await page.goto(`${server}/pages/demo.html${hash}`);
    return { page, complaints, close: () => context.close() };
}

/** @typedef {Awaited<ReturnType<typeof tab>>} Tab */

/** @param {Tab} one */
async function link(one) {
    await one.page.getByText('Waiting for a call.').waitFor(PATIENCE);
    return new URL((await one.page.locator('#link').getAttribute('href')) ?? '', 'https://x/').hash;
}

/** @param {...Tab} tabs */
async function awaitLine(...tabs) {
    await Promise.all(tabs.map(({ page }) => page.getByText('The line is up.').waitFor(PATIENCE)));
}

/** @param {Tab} one */
async function exchangeMany({ page }) {
    await page.locator('#many').click();
    await page.getByText('1,000 messages went there and back').waitFor(PATIENCE);
}

/**
 * Everything that a tab shows or its connection tells, as one text.
 *
 * @param {Tab} one
 */
async function everything({ page }) {
    const told = await page.evaluate(async () => {
        const { connection } = /** @type {any} */ (window).middleman;
        const stats = [...(await connection.getStats()).values()];
        return JSON.stringify([connection.localDescription, connection.remoteDescription, stats]);
    });
    return (await page.content()) + told;
}

test('should carry 1,000 messages between two tabs of one browser', LIMIT, async () => {
    const bob = await tab('BOB');
    const alice = await tab('BOB', await link(bob));
    await awaitLine(alice, bob);

    await alice.page.locator('#text').fill('Hello, whoever you are');
    await alice.page.locator('#text').press('Enter');
    await bob.page.getByText('Hello, whoever you are').waitFor(PATIENCE);
    await exchangeMany(alice);
    await bob.page.locator('#text').fill('Hello yourself');
    await bob.page.locator('#text').press('Enter');
    await alice.page.getByText('Hello yourself').waitFor(PATIENCE);
    await alice.page.screenshot({ path: `${artefacts}/demo-light.png`, fullPage: true });
    await bob.page.emulateMedia({ colorScheme: 'dark' });
    await bob.page.screenshot({ path: `${artefacts}/demo-dark.png`, fullPage: true });

    assert.deepEqual([...alice.complaints, ...bob.complaints], []);
    await Promise.all([alice.close(), bob.close()]);
});

test('should show neither end the address of the other', { ...LIMIT, ...ownAddresses }, async () => {
    const bob = await tab('BOB');
    const alice = await tab('ALICE', await link(bob));
    await awaitLine(alice, bob);
    await exchangeMany(bob);

    assert.ok((await everything(alice)).includes(aliceIp), "the search finds an address where there is one: alice's own");
    const bobSees = await everything(bob);
    assert.ok(bobSees.includes(`"${middlemanIp}"`), 'bob talks to the middle-man');
    assert.ok(!bobSees.includes(aliceIp), "bob's page and connection have alice's address");
    await Promise.all([alice.close(), bob.close()]);
});

test('should say so when the server saw another address than datagrams come from', { ...LIMIT, ...ownAddresses }, async () => {
    const bob = await tab('BOB');
    // A proxy that the server trusts says that somebody else asks.
    const lost = await tab('LOST', await link(bob), { extraHTTPHeaders: { 'X-Forwarded-For': '10.77.200.9' } });

    await lost.page.getByText('No line latched within 5 s').waitFor(PATIENCE);
    await bob.page.getByText('No line latched within 5 s').waitFor(PATIENCE);
    assert.equal(await lost.page.locator('#talk').isVisible(), false);
    await lost.page.screenshot({ path: `${artefacts}/demo-no-line.png`, fullPage: true });
    await Promise.all([lost.close(), bob.close()]);
});
