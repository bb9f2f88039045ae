import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PingEvent } from '../../ping/types.ts';
import { loadJsonSchema } from '../../report/json-lines.ts';
import { violations } from '../../report/lines.test-data.ts';
import { END, LOSSY, LOST, OPEN, START } from '../../report/ping/events.test-data.ts';
import type { Console } from '../console.ts';
import { type FakeConsole, fakeConsole } from '../scan/fake-world.test-data.ts';
import { pingCommand } from './command.ts';
import { type FakePingWorld, fakePingWorld } from './fake-ping.test-data.ts';
import type { PingWorld } from './world.ts';

interface Ran extends FakeConsole {
  code: number;
  world: FakePingWorld;
}

async function run(line: string, on: Partial<Console> = {}, change: Partial<PingWorld> = {}): Promise<Ran> {
  const console = fakeConsole(on);
  const world = fakePingWorld(change);
  const code = await pingCommand(line.split(' '), async () => world, console);
  return Object.assign(console, { code, world });
}

function giving(...events: readonly PingEvent[]): Partial<PingWorld> {
  return {
    async *ping() {
      yield* events;
    },
  };
}

const TERMINAL = { stdoutIsTerminal: true, stderrIsTerminal: true };

const SUMMARY = `--- host.example (198.19.0.10) port 443 by TCP ---
3 sent, 1 received, 66.6667 % lost, 0 duplicates, 1 late, 0 out of order, 1 stray (1 wrong-ack)
RTT min/avg/max 0.200/0.225/0.300 ms, median 0.200 ms, p95 0.300 ms, stddev 0.010 ms, jitter 0.010 ms
clock: the kernel's, for sending and receiving
`;

test('into a file: a header, a line a probe, the summary; nothing that moves', async () => {
  const { code, stdout, stderr } = await run('host.example');
  assert.equal(code, 1);
  assert.equal(
    stdout,
    `ping host.example (198.19.0.10) port 443 by TCP from 198.18.0.1:51234 through eth0, first sequence number 3029575850
    1  198.18.0.1:51234 > 198.19.0.10:443  seq 3029575850  ack 3029575851  ttl 64  window 64240  0.213 ms  open
    2  198.18.0.1:51234 > 198.19.0.10:443  seq 7           no-answer
    3  198.18.0.1:51234 > 198.19.0.10:443  seq 7           ttl 63  1.500 ms  unreachable  icmp-host-unreachable  from 198.18.0.254

${SUMMARY}`,
  );
  assert.equal(stderr, 'portolan: no transmit timestamps on tun0\n');
});

test('-v shows what does not count', async () => {
  const { stdout } = await run('-v host.example');
  assert.match(stdout, /\n {7}stray {2}wrong-ack {2}from 198\.19\.0\.10:443 {2}for host\.example\n/);
  assert.match(stdout, /\n {7}late answer to 2 {2}syn-ack .* 2100\.250 ms\n/);
});

test('-q shows the summary alone', async () => {
  const { stdout, stderr } = await run('-q host.example', TERMINAL);
  assert.deepEqual([stdout, stderr], [SUMMARY, '']);
});

test('all answered is 0', async () => {
  const { code } = await run('-q host.example', {}, giving(START, OPEN, END));
  assert.equal(code, 0);
});

test('one target of several that lost is 1, and so is one that was never asked', async () => {
  const other = { ...END, target: '198.18.0.9', dst: '198.18.0.9' };
  const code = async (last: PingEvent) => (await run('-q host.example 198.18.0.9', {}, giving(END, last))).code;
  assert.equal(await code(other), 0);
  assert.equal(await code({ ...other, received: 3 }), 1);
  assert.equal(await code({ ...other, sent: 0, received: 0 }), 1);
});

test('a name that is missing is 2; the others are asked', async () => {
  const { code, stdout, stderr, world } = await run('-q gone.example host.example', {}, giving(START, OPEN, END));
  assert.equal(code, 2);
  assert.match(stdout, /4 sent/);
  assert.match(stderr, /^portolan: host not found: "gone\.example" .*\[E_HOST_NOT_FOUND\]\n$/);
  assert.equal(world.asked[0].targets.length, 1);
  const json = await run('--json gone.example host.example', {}, giving(END));
  assert.match(json.stdout, /^\{"v":1,"type":"ping-notice","code":"E_HOST_NOT_FOUND",/);
  const alone = await run('gone.example');
  assert.deepEqual([alone.code, alone.stdout, alone.world.asked.length], [2, '', 0]);
});

test('wrong use is 3, no permission and other failures are 4', async () => {
  const failing = (code: string): Partial<PingWorld> => ({
    async *ping() {
      yield START;
      throw Object.assign(new Error('it is so'), { code });
    },
  });
  assert.equal((await run('--cuont 1 host.example')).code, 3);
  assert.equal((await run('-p x host.example')).code, 3);
  assert.equal((await run('-S 198.18.0.77 host.example', {}, failing('E_NOT_OUR_ADDRESS'))).code, 3);
  assert.equal((await run('-e nope0 host.example', {}, failing('E_NO_INTERFACE'))).code, 3);
  assert.equal((await run('--icmp host.example', {}, { mayOpenRawSockets: () => false })).code, 4);
  assert.equal((await run('host.example', {}, failing('E_NO_PERMISSION'))).code, 4);
  assert.equal((await run('host.example', {}, failing('E_NO_ROUTE'))).code, 4);
  const bug = await run('host.example', {}, failing('ERR_X'));
  assert.equal(bug.code, 4);
  assert.match(bug.stderr, /\[E_INTERNAL\]/);
});

test('an engine that ends without a word is a failure', async () => {
  const { code, stdout, stderr } = await run('host.example', {}, giving(START, OPEN));
  assert.equal(code, 4);
  assert.match(stdout, / open\n$/);
  assert.match(stderr, /\[E_ENGINE_DIED\]\n$/);
});

test('what was measured is shown also when the ping fails half-way', async () => {
  const { stdout } = await run(
    '-q host.example',
    {},
    {
      async *ping() {
        yield END;
        throw Object.assign(new Error('eth0 is down'), { code: 'E_INTERFACE_DOWN' });
      },
    },
  );
  assert.match(stdout, /^--- host\.example/);
});

test('--json: a line an event, each as the schema says', async () => {
  const { stdout, stderr } = await run('--json host.example');
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, LOSSY.length);
  for (const line of lines) {
    assert.match(line, /^\{"v":1,"type":"ping/);
    assert.deepEqual(violations(JSON.parse(line)), []);
  }
  assert.equal(stderr, '');
  const quiet = await run('--json -q host.example');
  assert.match(quiet.stdout, /^\{"v":1,"type":"ping-end",[^\n]*\n$/);
});

test('--json and --csv on a terminal: the summary is for the person', async () => {
  for (const format of ['--json', '--csv']) {
    const { stderr } = await run(`${format} host.example`, { stderrIsTerminal: true });
    assert.match(stderr, /3 sent, 1 received/);
  }
});

test('--csv: a header, and a row a probe; with -q a row a target', async () => {
  const { stdout } = await run('--csv host.example');
  assert.deepEqual(
    stdout.split('\n').map((line) => line.split(',').slice(0, 2).join(',')),
    ['target,n', 'host.example,1', 'host.example,2', 'host.example,3', ''],
  );
  const quiet = await run('--csv -q host.example');
  assert.match(quiet.stdout, /^target,dst,dport,sent,.*\nhost\.example,198\.19\.0\.10,443,3,1,66\.6667,.*\n$/);
});

test('--histogram: of each target, of answers alone', async () => {
  const { stdout } = await run('--histogram host.example');
  assert.ok(
    stdout.endsWith(
      `${SUMMARY}\nRTT of host.example (198.19.0.10) port 443: 1 answer\n  0.213 to 0.214 ms  1  ${'█'.repeat(40)}\n`,
    ),
  );
  const nothing = await run('--histogram host.example', {}, giving(START, LOST, { ...END, received: 0, rttMs: null }));
  assert.doesNotMatch(nothing.stdout, /RTT of/);
});

test('--histogram: of many targets together', async () => {
  const ends = Array.from({ length: 9 }, (_, i): PingEvent[] => {
    const at = { target: `198.18.0.${i}`, dst: `198.18.0.${i}` };
    return [
      { ...OPEN, ...at },
      { ...END, ...at, sent: 1, received: 1 },
    ];
  });
  const { stdout } = await run('-q --histogram 198.18.0.0-8', {}, giving(...ends.flat()));
  assert.equal(stdout.match(/^RTT of .*/gm)?.join(), 'RTT of 9 targets: 9 answers');
});

test('on a terminal: a graph that is always the last, and stays above the summary', async () => {
  const { stdout, stderr } = await run('--no-color host.example', TERMINAL);
  assert.match(stderr, /^\r\x1b\[Khost\.example:443 ▄ 0\.213\.\.0\.213 ms {2}0 lost\r\x1b\[K/);
  assert.ok(stderr.endsWith('\r\x1b[K'));
  assert.ok(stdout.endsWith(`\nhost.example:443 ▄   0.213..0.213 ms  2 lost\n\n${SUMMARY}`));
});

test('no graph where something would be spoilt by it', async () => {
  for (const on of [
    { stdoutIsTerminal: true },
    { stderrIsTerminal: true },
    { ...TERMINAL, environment: { TERM: 'dumb' } },
  ]) {
    const { stdout, stderr } = await run('host.example', on);
    assert.doesNotMatch(stdout + stderr, /▄/);
  }
});

test('graphs of addresses that share a name can be told apart', async () => {
  const ends = ['198.19.0.20', '198.19.0.21'].flatMap((dst): PingEvent[] => [
    { ...OPEN, target: 'two.example', dst },
    { ...END, target: 'two.example', dst },
  ]);
  const { stdout } = await run('--no-color --all-addresses two.example', TERMINAL, giving(...ends));
  assert.match(stdout, /\ntwo\.example:443 ▄ .*\n198\.19\.0\.21:443 ▄ /);
});

test('colours only where they are seen and wanted', async () => {
  const colored = async (line: string, on: Partial<Console>) => (await run(line, on)).stdout.includes('\x1b[32m');
  assert.equal(await colored('host.example', TERMINAL), true);
  assert.equal(await colored('host.example', { ...TERMINAL, environment: { NO_COLOR: '1' } }), false);
  assert.equal(await colored('host.example', {}), false);
});

test('the fallback to connections is one line on stderr', async () => {
  const { stderr, world } = await run('host.example', {}, { mayOpenRawSockets: () => false, ...giving(END) });
  assert.match(stderr, /^portolan: raw sockets are not allowed [^\n]*\n$/);
  assert.equal(world.asked[0].method, 'connect');
});

test('a misspelt variable is told', async () => {
  const { stderr } = await run('host.example', { environment: { PORTOLAN_INTREVAL: '5' } });
  assert.match(stderr, /PORTOLAN_INTREVAL is set but is no option of ping/);
});

test('--json-schema prints the schema, --help the help, without a world', async () => {
  const world = () => assert.fail('nothing is needed for this');
  const console = fakeConsole();
  assert.equal(await pingCommand(['--json-schema'], world, console), 0);
  assert.deepEqual(JSON.parse(console.stdout), await loadJsonSchema());
  console.stdout = '';
  assert.equal(await pingCommand(['--help'], world, console), 0);
  assert.match(console.stdout, /^Usage: portolan ping \[options\] HOST\.\.\.\n/);
});

test('signal handlers do not pile up', async () => {
  const before = process.listenerCount('SIGINT');
  await run('host.example');
  await run('gone.example');
  assert.equal(process.listenerCount('SIGINT'), before);
});
