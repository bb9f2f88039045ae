import assert from 'node:assert/strict';
import { test } from 'node:test';
import { END, FINDINGS, HOSTS_END, PROGRESS } from '../../report/findings.test-data.ts';
import { loadJsonSchema } from '../../report/json-lines.ts';
import { violations } from '../../report/lines.test-data.ts';
import type { Scan } from '../../survey/fake.test-data.ts';
import { resolveTargets } from '../../target/targets.ts';
import type { Console } from '../console.ts';
import { exitCodeOf } from '../errors.ts';
import { scanCommand } from './command.ts';
import { type Change, type FakeConsole, fakeConsole, fakeWorld } from './fake-world.test-data.ts';

interface Ran extends FakeConsole {
  code: number;
}

async function run(line: string, on: Partial<Console> = {}, change: Change = {}): Promise<Ran> {
  const console = fakeConsole(on);
  const world = await fakeWorld(change);
  const code = await scanCommand(line.split(' '), async () => world, console);
  return Object.assign(console, { code });
}

const linesOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const TERMINAL = { stdoutIsTerminal: true, stderrIsTerminal: true };
const CLEAR = '\r\x1b[K';

test('into a file: the table and the summary, nothing that moves', async () => {
  const { code, stdout, stderr } = await run('-Pn --udp none 198.18.0.0/24');
  assert.equal(code, 0);
  assert.match(stdout, /\n198\.18\.0\.3 {2}files\\u\{1b\}/);
  assert.match(stdout, /\n16 hosts up, 4 open ports in 6\.41 s: complete .*\n$/);
  assert.equal(stderr, 'portolan: 198.18.0.255 is not asked: a broadcast address\n');
});

test('on a terminal: what was found last above the status line, and at the end each port once', async () => {
  const { stdout, stderr } = await run('--no-color -Pn --udp none 198.18.0.0/24', TERMINAL);
  assert.equal(stdout.match(/8080/g)?.length, 1);
  assert.match(stdout, /^ +PORT {2}STATE/);
  const status = ' 43 %  4 s left  asking  2 open  16 hosts up  184,302 probes/s';
  assert.ok(stderr.startsWith(CLEAR + status));
  assert.ok(stderr.endsWith(CLEAR));
  assert.ok(stderr.includes(`${CLEAR}portolan: 198.18.0.255 is not asked: a broadcast address\n${status}`));
  const told = await run('-v --no-color -Pn --udp none 198.18.0.0/24', TERMINAL);
  assert.match(told.stdout, /\nopen 198\.18\.0\.3:8080 {2}syn-ack/);
});

test('what is found stands above the status line until the table comes', async () => {
  const found = FINDINGS.filter(({ type }) => type === 'port');
  const scan: Scan = async function* () {
    yield* found;
    yield PROGRESS;
    yield END;
  };
  const { stderr } = await run('--no-color -Pn --udp none 198.18.0.3', TERMINAL, { scan });
  assert.match(stderr, /^\r\x1b\[Kopen 198\.18\.0\.3:8080 {2}0\.50 ms\nopen 198\.18\.0\.3:22 .*\n 43 % /);
  assert.ok(stderr.endsWith('\r\x1b[2A\x1b[J'));
});

test('where stdout goes to a pipe nothing moves on the terminal that its reader may write to', async () => {
  for (const line of ['--json 198.18.0.0/24', '--udp none -Pn 198.18.0.0/24']) {
    const { stderr } = await run(line, { stderrIsTerminal: true, stdoutIsPipe: true });
    assert.doesNotMatch(stderr, /43 %|complete/);
  }
  const { stderr } = await run('-v --json 198.18.0.0/24', { stderrIsTerminal: true, stdoutIsPipe: true });
  assert.match(stderr, /43 %/);
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

test('--json: a line each, first what is done, last what it came to, each as the schema says', async () => {
  const { code, stdout, stderr } = await run('--json -Pn --udp none --no-identity 198.18.0.0/24');
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split('\n');
  // start, phase and phase-end beside the findings, of which progress is not told.
  assert.equal(lines.length, FINDINGS.length - 1 + 3);
  for (const line of lines) {
    assert.match(line, /^\{"v":1,"type":"/);
    assert.deepEqual(violations(JSON.parse(line)), []);
  }
  const values = lines.map((line) => JSON.parse(line));
  const [start, phase] = values;
  assert.partialDeepStrictEqual(start, {
    ...{ type: 'start', argv: ['scan', '--json', '-Pn', '198.18.0.0/24'], targets: ['198.18.0.0/24'], engine: 'auto' },
    stages: ['syn'],
  });
  const [phaseEnd, end] = values.slice(-2);
  assert.deepEqual([phase.type, phase.stage, phaseEnd.type, phaseEnd.stage], ['phase', 'syn', 'phase-end', 'syn']);
  const { v: _, type, time, ...figures } = end;
  assert.equal(type, 'end');
  assert.deepEqual(phaseEnd.counters, figures);
  assert.ok(values.every((value, index) => index === 0 || value.time >= values[index - 1].time));
  assert.deepEqual([...new Set(values.filter((each) => each.type === 'host').map(({ probe }) => probe))].sort(), [
    'arp',
    'syn',
  ]);
  assert.equal(stderr, '');
});

test('--json on a terminal: the summary is for the person', async () => {
  const { stderr } = await run('--json 198.18.0.0/24', { stderrIsTerminal: true });
  assert.match(stderr, /: complete \(/);
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
  assert.deepEqual(linesOf(stdout).find(({ type }) => type === 'host').names, [
    { name: 'files.example', source: 'target' },
    { name: 'backup.example', source: 'target' },
  ]);
  assert.match(stderr, /files\.example has 2 addresses, all are asked: 198\.18\.0\.3, 198\.18\.0\.4\n/);
});

test('a name that is not found is told, and the others are scanned; nothing left to scan is wrong use', async () => {
  const resolveNames: Change = {
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
  const notice = linesOf(json.stdout).find(({ code }) => code === 'N_HOST_NOT_FOUND');
  assert.deepEqual(violations(notice), []);
  await assert.rejects(run('gone.example', {}, resolveNames), (error) => exitCodeOf(error) === 2);
});

test('--dry-run prints every probe once, the same for the same seed, and scans nothing', async () => {
  const scan: Scan = () => assert.fail('a dry run sends nothing');
  const order = async (seed: string) =>
    (await run(`--dry-run -p 1-3 --seed ${seed} 198.18.0.1-2`, {}, { scan })).stdout;
  const lines = (await order('a')).trimEnd().split('\n');
  const all = [1, 2].flatMap((host) => [1, 2, 3].map((port) => `198.18.0.${host}:${port}`));
  assert.deepEqual(lines.toSorted(), all);
  assert.equal(await order('a'), await order('a'));
  const [start, probe] = (await run('--dry-run --json -p 5 198.18.0.1', {}, { scan })).stdout.split(/^(?=.)/m);
  assert.equal(JSON.parse(start).type, 'start');
  assert.equal(probe, '{"v":1,"type":"probe","ip":"198.18.0.1","proto":"tcp","port":5}\n');
});

test('-sS -sU: the ports of both under one host, one summary, one end', async () => {
  const scan: Scan = async function* ({ probe, ports }) {
    const proto = probe === 'udp' ? 'udp' : 'tcp';
    const reason = probe === 'udp' ? 'udp-response' : 'syn-ack';
    yield { type: 'host', ip: '198.18.0.3', state: 'up', reason };
    for (const [port] of ports) yield { type: 'port', ip: '198.18.0.3', proto, port, state: 'open', reason };
    yield { type: 'host-end', ip: '198.18.0.3', open: ports.length, closed: 0, filtered: 0 };
    const figures = { hostsAsked: 1, hostsUp: 1, openPorts: ports.length, closedPorts: 0, filteredPorts: 0 };
    yield { ...END, ...figures, probes: ports.length, answered: ports.length, retransmitted: 0, elapsedMs: 500, probe };
  };
  const line = '-sS -sU -p T:22,80,U:53,161 --seed a 198.18.0.3';
  const { code, stdout } = await run(line, {}, { scan });
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `     PORT  STATE  SERVICE
198.18.0.3
   22/tcp  open   (ssh)
   53/udp  open   (domain)
   80/tcp  open   (http)
  161/udp  open   (snmp)

1 host up, 4 open ports in 1.00 s: complete (4 probes)
`,
  );
  const lines = linesOf((await run(`--json ${line}`, {}, { scan })).stdout);
  assert.deepEqual(
    lines.map(({ type, stage }) => (stage === undefined ? type : `${type} ${stage}`)),
    [
      'start',
      ...['syn', 'udp'].flatMap((stage) =>
        ['phase', 'host', 'port', 'port', 'host-end', 'phase-end'].map((type) => `${type} ${stage}`),
      ),
      'end',
    ],
  );
  for (const each of lines) assert.deepEqual(violations(each), []);
  assert.partialDeepStrictEqual(lines.at(-1), { hostsUp: 1, openPorts: 4, probes: 4, probe: 'several', engine: 'raw' });
  const told = (await run(`-v ${line}`, {}, { scan })).stderr;
  assert.match(told, /2 TCP ports each, 2 probes; the seed is a\n[\s\S]*2 UDP ports each, 2 probes; the seed is a\n/);
});

test('--dry-run and --explain-bpf of several stages have one after the other', async () => {
  const both = '-sS -sU -p T:22,U:53 198.18.0.1';
  assert.equal((await run(`--dry-run ${both}`)).stdout, '198.18.0.1:22/tcp\n198.18.0.1:53/udp\n');
  const json = linesOf((await run(`--dry-run --json ${both}`)).stdout)
    .slice(1)
    .map(({ proto, port }) => [proto, port]);
  assert.deepEqual(json, [
    ['tcp', 22],
    ['udp', 53],
  ]);
  const programs = (await run(`--explain-bpf ${both}`)).stdout;
  assert.equal(programs.match(/^# Sends the first pass$/gm)?.length, 2);
});

test('a notice before the survey begins is a line of JSON, and a person reads it once', async () => {
  const without: Change = { mayOpenRawSockets: () => false };
  const { stdout, stderr } = await run('--json 198.18.0.1', {}, without);
  const codes = linesOf(stdout).map(({ type, code }) => code ?? type);
  assert.deepEqual(codes.slice(0, 3), ['start', 'N_FULL_CONNECTIONS', 'phase']);
  for (const text of [stderr, (await run('198.18.0.1', {}, without)).stderr]) {
    assert.equal(text.match(/full connections instead of half-open ones/g)?.length, 1);
  }
});

test('--dry-run of looking for hosts prints each way in which they are asked', async () => {
  const { stdout } = await run(
    '--dry-run --probe discover --discover-by echo --discover-by syn:22 --discover-by ack 198.18.0.1',
  );
  assert.deepEqual(stdout.trimEnd().split('\n').sort(), [
    '198.18.0.1/icmp',
    '198.18.0.1:22/tcp',
    '198.18.0.1:443/tcp',
    '198.18.0.1:80/tcp',
  ]);
  const json = await run('--dry-run --json --probe discover 198.18.0.1');
  for (const line of linesOf(json.stdout)) assert.deepEqual(violations(line), []);
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
    const [, line] = stdout.split(/^(?=.)/m);
    assert.equal(line, `{"v":1,"type":"probe","ip":"198.18.0.1",${rest}}\n`);
    assert.deepEqual(linesOf(stdout).flatMap(violations), []);
  }
});

test('--probe icmp shows who is up, one line each; --open takes nothing away', async () => {
  const scan: Scan = async function* () {
    yield { type: 'host', ip: '198.18.0.9', state: 'up', reason: 'echo-reply', rttMs: 1.5 };
    yield { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'arp-reply', mac: '02:00:00:00:00:01', rttMs: 0.2 };
    yield { ...END, ...HOSTS_END };
  };
  const { stdout, stderr } = await run('--probe icmp --open 198.18.0.0/24', {}, { scan });
  assert.equal(
    stdout,
    `198.18.0.1  02:00:00:00:00:01  0.20 ms  (local address)
198.18.0.9                     1.50 ms

2 of 254 hosts up in 1.20 s: all asked (254 probes, 252 repeated)
`,
  );
  assert.equal(stderr, '');
  const told = await run('-v --probe icmp 198.18.0.0/24', {}, { scan });
  assert.match(told.stderr, /asking 256 addresses, by ICMP echo, 256 probes;/);
  assert.match(told.stdout, /\n198\.18\.0\.9 {21}1\.50 ms {2}echo-reply\n/);
  assert.match(
    told.stdout,
    /^up {3}198\.18\.0\.9 {2}echo-reply {2}1\.50 ms\nup {3}198\.18\.0\.1 {2}02:00:00:00:00:01 /,
  );
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
  assert.deepEqual(JSON.parse(console.stdout), await loadJsonSchema());
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

test('where nobody could be asked the targets were wrong: exit code 2, not "0 of 0"', async () => {
  const scan: Scan = async function* () {
    yield { type: 'notice', code: 'N_BROADCAST', text: '198.18.0.255 is not asked: a broadcast address' };
    yield { ...END, hostsAsked: 0, hostsUp: 0, openPorts: 0, probes: 0, answered: 0 };
  };
  await assert.rejects(run('-p 22 198.18.0.255', {}, { scan }), (error: Error) => {
    assert.match(error.message, /^none of the targets could be asked/);
    return exitCodeOf(error) === 2;
  });
});

test('--list: addresses and their names, and nothing is sent to them', async () => {
  const asked: string[] = [];
  const lookups = async () => ({
    all: [
      {
        name: 'reverse-dns',
        ask: async ({ ip }: { ip: string }) => {
          asked.push(ip);
          return ip.endsWith('.4')
            ? [{ about: 'name', value: 'four\u001b.example', source: 'reverse-dns', confidence: 1 }]
            : [];
        },
      },
    ],
    close() {},
  });
  const openEngine = () => assert.fail('no engine is needed');
  const change = { lookups, openEngine } as unknown as Change;
  const { code, stdout } = await run('-sL host.example', {}, change);
  assert.equal(code, 0);
  assert.equal(stdout, '198.18.0.3  host.example\n198.18.0.4  host.example four\\u{1b}.example\n');
  assert.deepEqual(asked, ['198.18.0.3', '198.18.0.4']);
  assert.equal(
    (await run('-sL -n --json 198.18.0.7', {}, change)).stdout,
    '{"v":1,"type":"target","ip":"198.18.0.7"}\n',
  );
  const many = await run('-sL 198.18.0.0/15', {}, change);
  assert.equal(many.stdout.split('\n').length, 131_072 + 1);
  assert.match(many.stderr, /of more than 65,536 addresses the names are not looked up/);
  assert.equal(asked.length, 2);
});

test('--list: names are asked for thousands at a time, and printed in the order of the addresses', async () => {
  let [waiting, peak, asked] = [0, 0, 0];
  const ask = async ({ ip }: { ip: string }) => {
    peak = Math.max(peak, ++waiting);
    // The first of every hundred comes late.
    await new Promise((resolve) => setTimeout(resolve, asked++ % 100 === 0 ? 20 : 0));
    waiting--;
    return [{ about: 'name', value: `host-${ip}`, source: 'reverse-dns', confidence: 1 }];
  };
  const all = [{ name: 'reverse-dns', ask, unanswered: () => 1234 }];
  const change = { lookups: async () => ({ all, close() {} }) } as unknown as Change;
  const { stdout, stderr } = await run('-sL 198.18.0.0/18', {}, change);
  const expected = Array.from({ length: 16_384 }, (_, k) => `198.18.${k >> 8}.${k & 255}`);
  assert.equal(stdout, expected.map((ip) => `${ip}  host-${ip}\n`).join(''));
  assert(peak > 4096 && peak <= 8192, String(peak));
  assert.match(stderr, /of 1,234 addresses the name servers said nothing/);
});

test("what was made of another tool's options is told first, and not with -q", async () => {
  const { stderr } = await run('-T4 --min-rate 5 -r -p 22 198.18.0.7');
  assert.match(stderr, /^portolan: --min-rate 5: changes nothing: .*\nportolan: -r: .*\nportolan: -T4 changes nothing/);
  assert.equal((await run('-q --min-rate 5 -p 22 198.18.0.7')).stderr, '');
});
