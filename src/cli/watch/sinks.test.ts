// Those who are told of changes: a command, and a web hook on this machine.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Change } from '../../inventory/diff/change.ts';
import { runOnChange } from './command-sink.ts';
import { postChanges } from './webhook.ts';

const CHANGE: Change = {
  ...{ type: 'change', change: 'name', ip: '198.18.0.5', before: 'a', after: '$(touch owned); `id`', text: 'x' },
  ...{ because: [], facts: { before: [], after: [] }, time: '2026-01-05T10:00:00.000Z' },
};
const never = new AbortController().signal;

test('a command is given changes on its stdin, and is ended when it takes too long', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-'));
  try {
    const file = join(folder, 'told');
    const lines = `${JSON.stringify(CHANGE)}\n`;
    assert.equal(await runOnChange(`cat > '${file}'`, lines, never), null);
    assert.equal(readFileSync(file, 'utf8'), lines);
    assert.equal(await runOnChange('exit 3', lines, never), '--on-change: it ended with 3');
    // Does not read a byte of it.
    assert.equal(await runOnChange('true', 'x'.repeat(1_000_000), never), null);
    assert.match(
      String(await runOnChange('sleep 100 & sleep 100', lines, never, 100)),
      /more than 0.1 s and was ended/,
    );
    const controller = new AbortController();
    const stopped = runOnChange('sleep 100', lines, controller.signal);
    controller.abort();
    assert.match(String(await stopped), /it was ended/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function served(listener: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('changes are posted as JSON; who is busy is asked again, who refuses is not', async () => {
  const bodies: string[] = [];
  const answers = [503, 200, 404, 302];
  const listener: RequestListener = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(`${request.method} ${request.headers['content-type']} ${body}`);
    response.writeHead(answers[bodies.length - 1], { location: '/elsewhere' }).end();
  };
  await served(listener, async (url) => {
    assert.equal(await postChanges(url, [CHANGE], never, [1]), null);
    assert.equal(bodies[0], bodies[1]);
    assert.match(bodies[0], /^POST application\/json \{"v":1,"type":"changes","changes":\[\{"v":1,"type":"change"/);
    assert.match(
      String(await postChanges(url, [CHANGE], never, [1])),
      /^--webhook http:\/\/127.0.0.1:\d+: it answered 404$/,
    );
    assert.match(String(await postChanges(url, [CHANGE], never, [1])), /it answered 302$/);
    assert.equal(bodies.length, 4);
  });
});

test('nobody there: tried so many times, then told; of very many changes the first', async () => {
  let more = 0;
  const listener: RequestListener = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    more = JSON.parse(body).more;
    response.end();
  };
  let gone = '';
  await served(listener, async (url) => {
    gone = url;
    assert.equal(await postChanges(url, Array(1500).fill(CHANGE), never), null);
    assert.equal(more, 500);
  });
  assert.match(String(await postChanges(gone, [CHANGE], never, [1, 1])), /ECONNREFUSED/);
});
