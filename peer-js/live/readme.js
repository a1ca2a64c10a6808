// What the README shows, against a real KA server: only names of the reader's own are others.
//
//   M2_SERVER    the root of the server's resources
//   M2_REALM     file of a realm document that names it
//   M2_JAVA_PID  somebody who can be called

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const { M2_SERVER, M2_REALM, M2_JAVA_PID } = process.env;
const LIMIT = { timeout: 60_000 };

/**
 * @param {string} text
 * @param {string} from
 * @param {string | undefined} to
 */
function replaced(text, from, to) {
    assert.ok(to && text.includes(from), from);
    return text.replace(from, to);
}

test('should do what the README shows', LIMIT, async () => {
    const page = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const example = /```js\n(.*?)```/s.exec(page)?.[1];
    assert.ok(example);
    let program = replaced(example, './src/', '../src/');
    program = replaced(program, "(await fetch('realm.json')).text()", `(await import('node:fs/promises')).readFile('${M2_REALM}', 'utf8')`);
    program = replaced(program, 'https://ka.example.org:8443/m2', M2_SERVER);
    program = replaced(program, '2001:db8:1:2:3:4:5:6', M2_JAVA_PID);
    // The page's peer stays as long as its program; this one ends.
    program = replaced(program, 'await peer.register', 'const registration = await peer.register');
    const file = new URL(`./readme-${process.pid}.tmp.js`, import.meta.url);
    await writeFile(file, `${program}\nexport { line, registration };\n`);
    try {
        const { line, registration } = await import(file.href);
        assert.ok(line.endpoints.length > 0);
        await registration.close();
    } finally {
        await rm(fileURLToPath(file));
    }
});
