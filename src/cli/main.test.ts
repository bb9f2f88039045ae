// The command from the outside: what it prints where, and how it ends.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { DOCTOR_HELP, MAIN_HELP } from './help.data.ts';
import { run } from './spawn.test-data.ts';

const LIMIT = { timeout: 30_000 };

function checkout(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

test('--version', LIMIT, async () => {
  const { version } = JSON.parse(readFileSync(join(checkout(), 'package.json'), 'utf8'));
  for (const flag of ['--version', '-V']) {
    assert.deepEqual(await run('main', [flag]), { code: 0, signal: null, stdout: `portolan ${version}\n`, stderr: '' });
  }
});

test('the help is what help.snapshot.txt says', LIMIT, async () => {
  const texts = await Promise.all(
    [
      ['--help'],
      ['help', 'scan'],
      ['help', 'discover'],
      ['help', 'identify'],
      ['help', 'why'],
      ['services', '--help'],
      ['help', 'listen'],
      ['help', 'ping'],
      ['help', 'serve'],
      ['help', 'rpc'],
      ['help', 'mcp'],
      ['doctor', '--help'],
    ].map((args) => run('main', args)),
  );
  const found = texts.map(({ stdout }) => stdout).join('\n----------\n\n');
  const path = join(checkout(), 'src/cli/help.snapshot.txt');
  assert.equal(found, readFileSync(path, 'utf8'));
  for (const line of found.split('\n')) assert.ok(line.length <= 112, line);
  for (const { code, stderr } of texts) assert.deepEqual([code, stderr], [0, '']);
});

test('all ways to ask for help', LIMIT, async () => {
  const outputs = async (...args: string[]) => (await run('main', args)).stdout;
  assert.equal(await outputs('-h'), MAIN_HELP);
  assert.equal(await outputs('help'), MAIN_HELP);
  assert.equal(await outputs('help', 'doctor'), DOCTOR_HELP);
  assert.equal(await outputs('scan', '-h'), await outputs('help', 'scan'));
  assert.equal(await outputs('ping', '-h'), await outputs('help', 'ping'));
});

test('wrong use ends with 2 and names the value, on stderr', LIMIT, async () => {
  // Targets on loopback: where an error fails to come, that is all that is asked.
  const cases: [string, RegExp][] = [
    ['', /^Portolan charts a network/],
    [
      'scna',
      /^portolan: "scna" is not a command: there are scan, discover, listen, identify, why, services, ping, doctor and help \[E_USAGE\]\n$/,
    ],
    ['127.0.0.1 -p 22', /To scan: portolan scan 127\.0\.0\.1 -p 22/],
    ['help scna', /no help on "scna"/],
    ['doctor --jsn', /"--jsn"/],
    ['listen 127.0.0.1', /takes no targets: leave out "127\.0\.0\.1"/],
    ['listen --for never', /--for/],
    ['scan --raet 5', /unknown option '--raet' \(Did you mean --rate\?\)/],
    ['scan -sA 127.0.0.1', /^portolan: -sA is a flag of nmap's .* \[E_NMAP_FLAG\]\n$/],
    [
      'scan -sn -sU 127.0.0.1',
      /the probe discover asks hosts and no ports, .* with udp: make it two scans \[E_PROBE\]\n$/,
    ],
    ['scan -sn -F 127.0.0.1', /^portolan: -F has no meaning with --probe discover/],
    ['scan --probe icmp --engine connect 127.0.0.1', /needs raw sockets.* \[E_PROBE\]\n$/],
    ['scan -p 22-21 127.0.0.1', /22-21/],
    ['scan -sS -p U:53 127.0.0.1', /U:53 needs the probe udp/],
    ['scan --top-ports 0 127.0.0.1', /'0'/],
    ['scan 127.0.0.300', /127\.0\.0\.300/],
    ['scan 224.0.0.1', /\[E_NO_TARGETS\]/],
    ['scan --dry-run 8.0.0.0/8', /--authorized \[E_NOT_AUTHORIZED\]/],
    ['scan -iL /nowhere/list', /\/nowhere\/list.*\[E_TARGET_FILE\]/],
    ['scan ::1', /IPv6/],
  ];
  await Promise.all(
    cases.map(async ([line, message]) => {
      const { code, stdout, stderr } = await run('main', line.split(' ').filter(Boolean));
      assert.equal(code, 2, `${line}: ${stderr}`);
      assert.equal(stdout, '', line);
      assert.match(stderr, message);
    }),
  );
});

test('wrong use of ping ends with 3, as with fping', LIMIT, async () => {
  const cases: [string, RegExp][] = [
    ['ping', /no host to ask.*\[E_NO_TARGETS\]/],
    ['ping --intervall 5 127.0.0.1', /unknown option '--intervall' \(Did you mean --interval\?\) See: portolan ping/],
    ['ping -i soon 127.0.0.1', /'soon' is invalid/],
    ['ping -p 22-21 127.0.0.1', /22-21/],
    ['ping -p https 127.0.0.1', /service names are not understood/],
    ['ping --icmp --arp 127.0.0.1', /--icmp and --arp exclude each other/],
    ['ping --connect --flags F 127.0.0.1', /--flags has no meaning with --connect/],
    ['ping 127.0.0.300', /127\.0\.0\.300/],
    ['ping ::1', /IPv6/],
    ['ping -iL /nowhere/list', /\/nowhere\/list.*\[E_TARGET_FILE\]/],
  ];
  await Promise.all(
    cases.map(async ([line, message]) => {
      const { code, stdout, stderr } = await run('main', line.split(' '));
      assert.equal(code, 3, `${line}: ${stderr}`);
      assert.equal(stdout, '', line);
      assert.match(stderr, message);
    }),
  );
});

test('a terminal is not obeyed through an error', LIMIT, async () => {
  const { stderr } = await run('main', ['\x1b[2J']);
  assert.match(stderr, /"\\u\{1b\}\[2J" is not a command/);
});

/** Node options with which a package cannot be loaded, here or in a process that is started from here. */
function without(name: string): string {
  const hooks = `import { registerHooks } from 'node:module';
    registerHooks({ resolve(name, context, next) {
      if (name === '${name}') throw new Error('${name} was loaded');
      return next(name, context);
    } });
    // A binary may be loaded past all modules.
    const dlopen = process.dlopen;
    process.dlopen = (module, path, ...rest) => {
      if (path.includes('${name}')) throw new Error('${name} was loaded');
      return dlopen(module, path, ...rest);
    };`;
  return `--import=data:text/javascript,${encodeURIComponent(hooks)}`;
}

test('help and version never load koffi; the doctor does', LIMIT, async () => {
  const withoutKoffi = (...args: string[]) => run('main', args, { NODE_OPTIONS: without('koffi') });
  for (const args of [
    ['--version'],
    ['--help'],
    ['scan', '--help'],
    ['scan', '--json-schema'],
    ['ping', '--help'],
    ['doctor', '--help'],
  ]) {
    const { code, stderr } = await withoutKoffi(...args);
    assert.deepEqual([code, stderr], [0, ''], args.join(' '));
  }
  if (process.platform === 'linux') assert.match((await withoutKoffi('doctor')).stdout, /koffi was loaded/);
});

test(
  'neither scan nor ping nor their engine load zod, which takes longer than they do; --json-schema does',
  LIMIT,
  async () => {
    const withoutZod = (line: string) => run('main', line.split(' '), { NODE_OPTIONS: without('zod') });
    for (const line of [
      'scan -v --json --engine connect -p 1 127.0.0.1',
      'scan -p 1 127.0.0.1',
      'scan --json --dry-run -p 1 127.0.0.1',
      'ping --json --connect -c 1 -p 1 127.0.0.1',
      'ping -c 1 -p 1 127.0.0.1',
      'doctor',
    ]) {
      const { code, stdout, stderr } = await withoutZod(line);
      assert.ok(code === 0 || (line.startsWith('ping') && code === 1), `${line}: ${stderr}`);
      assert.doesNotMatch(stdout + stderr, /zod was loaded/, line);
    }
    for (const command of ['scan', 'ping']) {
      assert.match((await withoutZod(`${command} --json-schema`)).stderr, /zod was loaded/);
    }
  },
);

test('doctor runs', LIMIT, async () => {
  const { code, stdout } = await run('main', ['doctor', '--json']);
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).type, 'doctor');
});
