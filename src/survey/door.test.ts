// The door for other programs, from one: `portolan/survey` as package.json has it, in a process of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer as createWebServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { openPort } from '../open-port.test-data.ts';
import { violations } from '../report/lines.test-data.ts';

function checkout(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'tsconfig.json'))) folder = dirname(folder);
  return folder;
}

/** Runs a program in a process of its own; gives what it printed, once it has ended by itself. */
async function run(program: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: checkout(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 25_000,
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  assert.deepEqual([code, stderr], [0, '']);
  return stdout;
}

test('two lines are a survey: facts as they are found, the end at last', { timeout: 30_000 }, async (t) => {
  const port = await openPort(t);
  const stdout = await run(`
    import { survey } from 'portolan/survey';
    for await (const fact of survey({ targets: ['127.0.0.1'], ports: '${port}' })) console.log(JSON.stringify({ v: 1, ...fact }));
  `);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  // Progress comes where it takes long enough, and is no line of JSON.
  for (const line of lines) if (line.type !== 'progress') assert.deepEqual(violations(line), []);
  const stages = ['syn', 'services', 'stack', 'identity'];
  assert.deepEqual([lines[0].type, lines[0].targets, lines[0].stages], ['start', ['127.0.0.1'], stages]);
  assert.partialDeepStrictEqual(
    lines.find(({ type }) => type === 'port'),
    { ip: '127.0.0.1', proto: 'tcp', port, state: 'open', stage: 'syn' },
  );
  assert.partialDeepStrictEqual(lines.at(-1), { type: 'end', hostsUp: 1, openPorts: 1, completeness: 1 });
});

test('a signal ends it, with what was found; what makes no sense has a code', { timeout: 30_000 }, async () => {
  const stdout = await run(`
    import { survey, SurveyError } from 'portolan/survey';
    const stop = new AbortController();
    for await (const { type, interrupted } of survey({ targets: ['127.0.0.1'], rate: 100 }, { signal: stop.signal })) {
      if (type === 'phase') setTimeout(() => stop.abort(), 300);
      if (type === 'end') console.log(interrupted);
    }
    const codes = [{ ports: 'x' }, { probes: ['syn', 'arp'] }, { targets: ['127.0.0.300'] }].map(async (request) => {
      try {
        for await (const fact of survey({ targets: ['127.0.0.1'], ...request })) console.log(fact);
      } catch (error) {
        return error.code;
      }
    });
    console.log((await Promise.all(codes)).join());
  `);
  assert.equal(stdout, 'true\nE_PORTS,E_PROBE,E_TARGET\n');
});

test('discover gives hosts, identify who they are, without any rights', { timeout: 60_000 }, async (t) => {
  const server = createWebServer((_, response) => response.end('<title>DiskStation - Synology DiskStation</title>'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const stdout = await run(`
    import { discover, identify } from 'portolan/survey';
    if (process.getuid() === 0) {
      process.setgroups([]);
      process.setgid(65534);
      process.setuid(65534);
    }
    const target = { targets: ['127.0.0.1'] };
    for await (const { type, ip, state } of discover(target)) console.log(type, ip, state);
    for await (const { type, ip, kind } of identify({ ...target, ports: '${port}' })) console.log(type, ip, kind.is);
    const stop = new AbortController();
    stop.abort();
    for await (const host of discover(target, { signal: stop.signal })) console.log('too late', host);
    for await (const who of identify(target, { signal: stop.signal })) console.log('too late', who);
  `);
  assert.equal(stdout, 'host 127.0.0.1 up\nidentity 127.0.0.1 nas\n');
});
