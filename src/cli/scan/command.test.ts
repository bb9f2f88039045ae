import assert from 'node:assert/strict';
import { test } from 'node:test';
import { END, FINDINGS, HOSTS_END, PROGRESS } from '../../report/findings.test-data.ts';
import { SCHEMA } from '../../report/schema.data.ts';
import { violations } from '../../report/schema.test-data.ts';
import { resolveTargets } from '../../target/targets.ts';
import type { Console } from '../console.ts';
import { exitCodeOf } from '../errors.ts';
import { scanCommand } from './command.ts';
import { type FakeConsole, fakeConsole, fakeWorld } from './fake-world.test-data.ts';
import type { ScanWorld } from './world.ts';

interface Ran extends FakeConsole {
  code: number;
}

async function run(line: string, on: Partial<Console> = {}, change: Partial<ScanWorld> = {}): Promise<Ran> {
  const console = fakeConsole(on);
  const world = await fakeWorld(change);
  const code = await scanCommand(line.split(' '), async () => world, console);
  return Object.assign(console, { code });
}

const TERMINAL = { stdoutIsTerminal: true, stderrIsTerminal: true };
const CLEAR = '\r\x1b[K';

test('into a file: the table and the summary, nothing that moves', async () => {
  const { code, stdout, stderr } = await run('198.18.0.0/24');
  assert.equal(code, 0);
  assert.match(stdout, /^198\.18\.0\.3 {2}files\\u\{1b\}/);
  assert.match(stdout, /\n1,048,560 probes, .*: complete\n16 hosts up .*\n$/);
  assert.equal(stderr, 'portolan: 198.18.0.255 is not asked: a broadcast address\n');
});

test('on a terminal: results as they are found, then the table; the status line never stays', async () => {
  const { stdout, stderr } = await run('--no-color 198.18.0.0/24', TERMINAL);
  assert.match(stdout, /^open 198\.18\.0\.3:8080 {2}0\.50 ms\nopen 198\.18\.0\.3:22 {2}0\.19 ms\n\n198\.18\.0\.3 /);
  const status = ' 43 %  asking  184,302/s  2 open  16 hosts up  4 s left';
  assert.ok(stderr.startsWith(CLEAR + status));
  assert.ok(stderr.endsWith(CLEAR));
  assert.ok(stderr.includes(`${CLEAR}portolan: 198.18.0.255 is not asked: a broadcast address\n${status}`));
});

test('colours only where they are seen and wanted', async () => {
  const colored = async (line: string, environment: Record<string, string>, on: Partial<Console> = TERMINAL) =>
    (await run(line, { ...on, environment })).stdout.includes('\x1b[');
  assert.equal(await colored('198.18.0.1', {}), true);
  assert.equal(await colored('198.18.0.1', { NO_COLOR: '' }), true);
  assert.equal(await colored('198.18.0.1', { NO_COLOR: '1' }), false);
  assert.equal(await colored('198.18.0.1', { TERM: 'dumb' }), false);
  assert.equal(await colored('--no-color 198.18.0.1', {}), false);
  assert.equal(await colored('198.18.0.1', {}, {}), false);
});

test('--quiet leaves stderr to errors', async () => {
  const { stdout, stderr } = await run('-q 198.18.0.0/24', TERMINAL, { mayOpenRawSockets: () => false });
  assert.equal(stderr, '');
  assert.match(stdout, /complete/);
});

test('--verbose says what is asked and how', async () => {
  const { stdout, stderr } = await run('-v -T4 --seed abc -p 1-10 198.18.0.0/24');
  assert.match(stderr, /asking 256 addresses, 10 TCP ports each, 2,560 probes; the seed is abc\n/);
  assert.match(stderr, /raw engine: raw sockets are allowed/);
  assert.match(stderr, /-T4 changes nothing/);
  assert.match(stdout, /^up {3}198\.18\.0\.20 /);
});

test('--json: a line a finding, each as the schema says', async () => {
  const { code, stdout, stderr } = await run('--json 198.18.0.0/24');
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, FINDINGS.length - 1);
  for (const line of lines) {
    assert.match(line, /^\{"v":1,"type":"/);
    assert.deepEqual(violations(SCHEMA, JSON.parse(line)), []);
  }
  assert.equal(JSON.parse(lines.at(-1)!).type, 'end');
  assert.equal(stderr, '');
});

test('--json on a terminal: the summary is for the person', async () => {
  const { stderr } = await run('--json 198.18.0.0/24', { stderrIsTerminal: true });
  assert.match(stderr, /: complete\n/);
});

test('--open leaves out what is not', async () => {
  const { stdout } = await run('--json --open 198.18.0.0/24');
  const states = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).state)
    .filter(Boolean);
  assert.deepEqual([...new Set(states)].sort(), ['open', 'up']);
  assert.doesNotMatch((await run('--open 198.18.0.0/24')).stdout, /25\/tcp/);
});

test('all names that were given for an address go with its host', async () => {
  const { stdout, stderr } = await run(
    '--json files.example backup.example',
    {},
    {
      async *scan() {
        yield { type: 'host', ip: '198.18.0.3', state: 'up', reason: 'syn-ack' };
        yield END;
      },
    },
  );
  assert.deepEqual(JSON.parse(stdout.split('\n')[0]).names, [
    { name: 'files.example', source: 'target' },
    { name: 'backup.example', source: 'target' },
  ]);
  assert.match(stderr, /files\.example has 2 addresses, all are asked: 198\.18\.0\.3, 198\.18\.0\.4\n/);
});

test('a name that is not found is told, and the others are scanned; nothing left to scan is wrong use', async () => {
  const resolveNames: Partial<ScanWorld> = {
    resolveTargets: (request, options) =>
      resolveTargets(request, {
        ...options,
        lookup: async (name) => (name === 'gone.example' ? [] : ['198.18.0.3']),
      }),
  };
  const text = await run('-q gone.example files.example', {}, resolveNames);
  assert.equal(text.code, 0);
  assert.match(text.stderr, /^portolan: host not found: "gone\.example" .*\[E_HOST_NOT_FOUND\]\n$/);
  const json = await run('--json gone.example files.example', {}, resolveNames);
  const [notice] = json.stdout.split('\n').map((line) => line !== '' && JSON.parse(line));
  assert.equal(notice.code, 'N_HOST_NOT_FOUND');
  assert.deepEqual(violations(SCHEMA, notice), []);
  await assert.rejects(run('gone.example', {}, resolveNames), (error) => exitCodeOf(error) === 2);
});

test('--dry-run prints every probe once, the same for the same seed, and scans nothing', async () => {
  const scan: ScanWorld['scan'] = () => assert.fail('a dry run sends nothing');
  const order = async (seed: string) =>
    (await run(`--dry-run -p 1-3 --seed ${seed} 198.18.0.1-2`, {}, { scan })).stdout;
  const lines = (await order('a')).trimEnd().split('\n');
  const all = [1, 2].flatMap((host) => [1, 2, 3].map((port) => `198.18.0.${host}:${port}`));
  assert.deepEqual(lines.toSorted(), all);
  assert.equal(await order('a'), await order('a'));
  const json = (await run('--dry-run --json -p 5 198.18.0.1', {}, { scan })).stdout;
  assert.equal(json, '{"v":1,"type":"probe","ip":"198.18.0.1","proto":"tcp","port":5}\n');
});

test('--dry-run of UDP prints its ports, of echo and ARP addresses alone', async () => {
  assert.equal((await run('--dry-run --probe udp -p 53 198.18.0.1')).stdout, '198.18.0.1:53\n');
  const lines = (await run('--dry-run --probe icmp 198.18.0.0/30')).stdout.trimEnd().split('\n');
  assert.deepEqual(lines.toSorted(), ['198.18.0.0', '198.18.0.1', '198.18.0.2', '198.18.0.3']);
  for (const [probe, rest] of [
    ['udp -p 53', '"proto":"udp","port":53'],
    ['arp', '"proto":"arp"'],
    ['icmp', '"proto":"icmp"'],
  ]) {
    const { stdout } = await run(`--dry-run --json --probe ${probe} 198.18.0.1`);
    assert.equal(stdout, `{"v":1,"type":"probe","ip":"198.18.0.1",${rest}}\n`);
    assert.deepEqual(violations(SCHEMA, JSON.parse(stdout)), []);
  }
});

test('--probe icmp shows who is up, one line each; --open takes nothing away', async () => {
  const scan: ScanWorld['scan'] = async function* () {
    yield { type: 'host', ip: '198.18.0.9', state: 'up', reason: 'echo-reply', rttMs: 1.5 };
    yield { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'arp-reply', mac: '02:00:00:00:00:01', rttMs: 0.2 };
    yield { ...END, ...HOSTS_END };
  };
  const { stdout, stderr } = await run('--probe icmp --open 198.18.0.0/24', {}, { scan });
  assert.equal(
    stdout,
    `198.18.0.1  02:00:00:00:00:01  0.20 ms
198.18.0.9                     1.50 ms

254 probes, 2 answered, 252 asked again, 0 packets dropped by our kernel: all asked
2 hosts up of 254 asked, 1.20 s, 422 probes/s, raw engine
Silent to echo requests: not there, or not answering them.
`,
  );
  assert.equal(stderr, '');
  const live = await run('--probe icmp --no-color 198.18.0.0/24', TERMINAL, { scan });
  assert.match(
    live.stdout,
    /^up {3}198\.18\.0\.9 {2}1\.50 ms\nup {3}198\.18\.0\.1 {2}02:00:00:00:00:01 {2}0\.20 ms\n\n198/,
  );
  const told = await run('-v --probe icmp 198.18.0.0/24', {}, { scan });
  assert.match(told.stderr, /asking 256 addresses, by ICMP echo, 256 probes;/);
  assert.match(told.stdout, /\n198\.18\.0\.9 {21}1\.50 ms {2}echo-reply\n/);
});

test('shards of a dry run are the whole', async () => {
  const part = async (index: number) => (await run(`--dry-run -p 1-9 --seed a --shard ${index}/3 198.18.0.1-5`)).stdout;
  const lines = (await Promise.all([1, 2, 3].map(part))).join('').trimEnd().split('\n');
  assert.equal(lines.length, 45);
  assert.equal(new Set(lines).size, 45);
});

test('--json-schema prints the schema, --help the help, without a world', async () => {
  const world = () => assert.fail('nothing is needed for this');
  const console = fakeConsole();
  assert.equal(await scanCommand(['--json-schema'], world, console), 0);
  assert.deepEqual(JSON.parse(console.stdout), SCHEMA);
  console.stdout = '';
  assert.equal(await scanCommand(['--help'], world, console), 0);
  assert.match(console.stdout, /^Usage: portolan scan/);
});

test('a misspelt variable is told', async () => {
  const { stderr } = await run('198.18.0.1', { environment: { PORTOLAN_RAET: '5' } });
  assert.match(stderr, /PORTOLAN_RAET is set but is no option/);
});

test('signal handlers do not pile up', async () => {
  const before = process.listenerCount('SIGINT');
  await run('198.18.0.1');
  await assert.rejects(run('-p x 198.18.0.1'));
  assert.equal(process.listenerCount('SIGINT'), before);
});

test('progress alone prints nothing where nobody looks', async () => {
  const { stderr } = await run(
    '198.18.0.1',
    {},
    {
      async *scan() {
        yield PROGRESS;
        yield END;
      },
    },
  );
  assert.equal(stderr, '');
});
