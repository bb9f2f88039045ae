// No header goes with a browser's WebSocket: the token becomes a session first. In a process of its own, as packages have other parts for
// browsers (browser-run.test-data.ts).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fakeServer, shortScan, TOKENS } from '../fake.test-data.ts';

const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const RUN = fileURLToPath(new URL(`./browser-run.test-data.${suffix}`, import.meta.url));

test('a token becomes a session, which the WebSocket goes with; calls and events; a wrong token is told', {
  timeout: 30_000,
}, async () => {
  await using fake = await fakeServer(shortScan);
  const child = spawn(process.execPath, ['--conditions=browser', RUN, fake.url, TOKENS.operator]);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.notEqual(stdout, '', stderr);
  assert.deepEqual(JSON.parse(stdout), {
    ...{ none: 'E_CONNECT', wrong: 'E_CONNECT', role: 'operator', noScan: 'E_NO_SCAN', total: 1 },
    cookie: `portolan-${fake.server.port()}`,
  });
});
