/**
 * The status page in a real browser.
 *
 * M2_SERVER root of the KA server, M2_CHROMIUM the browser, M2_ARTEFACTS folder for screenshots
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from './browser.js';

const LIMIT = { timeout: 80_000 };
const { M2_SERVER: server = '', M2_CHROMIUM: program = '', M2_ARTEFACTS: artefacts = '' } = process.env;
const SIZE = { width: 1100, height: 900 };

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => (browser = await launch(program)), LIMIT);
after(() => browser?.close());

/** A day like any other: what the server would tell after three hours. */
function busyHours() {
    const samples = Array.from({ length: 180 }, (_, minute) => {
        const peers = 140 + 60 * Math.sin(minute / 28) + 8 * Math.sin(minute / 3);
        const lookUps = 12 * minute + 30 * Math.sin(minute / 20);
        const round = (/** @type {number} */ value) => (value < 10 ? null : Math.floor(value / 10) * 10);
        return [peers, 24 + minute / 20, lookUps, lookUps / 6, lookUps * 0.92, lookUps * 0.78].map(round);
    });
    const names = ['peers', 'middleMen', 'lookUps', 'refused', 'offers', 'racesWon'];
    return { everySeconds: 60, few: 10, names, samples };
}

/** @param {'light' | 'dark'} colorScheme */
async function open(colorScheme) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, colorScheme, viewport: SIZE });
    /** @type {string[]} */
    const complaints = [];
    return { context, complaints, page: await newPage(context, complaints) };
}

test('should draw both charts and tell few from many', LIMIT, async () => {
    const { context, complaints, page } = await open('light');
    await page.goto(`${server}/pages/status.html`);
    await page.locator('#since canvas').waitFor();

    assert.equal(await page.locator('canvas').count(), 2);
    assert.equal(await page.locator('dl dt').count(), 6);
    assert.equal(await page.locator('dd[data-name=middleMen]').textContent(), 'under 10');
    assert.deepEqual(complaints, []);
    await context.close();
});

for (const colours of /** @type {const} */ (['light', 'dark'])) {
    test(`should be drawn in ${colours} colours`, LIMIT, async () => {
        const { context, complaints, page } = await open(colours);
        await page.route('**/status.json', (route) => route.fulfill({ json: busyHours() }));
        await page.goto(`${server}/pages/status.html`);
        await page.locator('#since canvas').waitFor();

        const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const [red = 0] = (ground.match(/\d+/g) ?? []).map(Number);
        assert.equal(red > 128 ? 'light' : 'dark', colours);
        await page.screenshot({ path: `${artefacts}/status-${colours}.png`, fullPage: true });
        assert.deepEqual(complaints, []);
        await context.close();
    });
}

test('should complain of an inline script, had there been one', LIMIT, async () => {
    const { context, complaints, page } = await open('light');
    await page.goto(`${server}/pages/status.html`);
    await page.locator('#since canvas').waitFor();
    const complained = page.waitForEvent('console');
    await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "it ran"';
        document.body.append(script);
    });
    await complained;
    assert.notEqual(await page.title(), 'it ran');
    assert.match(complaints.join('\n'), /Content Security Policy/);
    await context.close();
});
