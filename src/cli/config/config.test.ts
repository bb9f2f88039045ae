import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { COMMAND_TABLE } from '../manual/commands.data.ts';
import { run } from '../spawn.test-data.ts';
import { applyConfig, settle } from './apply.ts';
import { usualPlaces } from './places.ts';
import { readSettings } from './settings.ts';
import { configTemplate } from './template.ts';

const read = (text: string) => readSettings(text, '/etc/portolan.toml', COMMAND_TABLE);
const values = (text: string, variables: Record<string, string> = {}): object =>
  Object.fromEntries([...settle(read(text), variables)].map(([name, { value }]) => [name, value]));

function folderOf(t: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test('keys are the long names of options, their values as the environment would have them', () => {
  const text = `rate = 500
[scan]
services = false
no-identity = true
dns-servers = ["192.0.2.1", "192.0.2.2"]
recog = "recog/xml"
`;
  assert.deepEqual(values(text), {
    PORTOLAN_RATE: '500',
    PORTOLAN_NO_SERVICES: '1',
    PORTOLAN_NO_IDENTITY: '1',
    PORTOLAN_DNS_SERVERS: '192.0.2.1,192.0.2.2',
    PORTOLAN_RECOG: '/etc/recog/xml',
  });
  assert.deepEqual(values('services = true'), { PORTOLAN_NO_SERVICES: '0' });
});

test('the environment wins over files, a section over what stands above; exclusions add up', () => {
  assert.deepEqual(values('rate = 5\n[scan]\nrate = 7'), { PORTOLAN_RATE: '7' });
  assert.deepEqual(values('rate = 5', { PORTOLAN_RATE: '9' }), {});
  const excluded = 'exclude = "198.18.0.1"\nexclude-file = ["a", "/b"]\n[scan]\nexclude = ["198.18.0.2"]';
  assert.deepEqual(values(excluded, { PORTOLAN_EXCLUDE: '198.18.0.9', PORTOLAN_EXCLUDE_FILE: '/c' }), {
    PORTOLAN_EXCLUDE: '198.18.0.9,198.18.0.1,198.18.0.2',
    PORTOLAN_EXCLUDE_FILE: '/c\n/etc/a\n/b',
  });
});

test('what is wrong is told with file and line', () => {
  const cases: [string, RegExp][] = [
    ['\nraet = 5', /^\/etc\/portolan\.toml:2: no command has option "raet": portolan config --template has all$/],
    ['[scan]\n\nraet = 5', /toml:3: scan has no option "raet": portolan scan --help has all$/],
    ['[scna]\nrate = 5', /toml:1: \[scna\] is no command: there are scan, /],
    ['rate = 5\nrate = ', /toml:2: /],
    ['[scan]\nservices = "no"', /toml:2: "services" is true or false$/],
    ['rate = [1, 2]', /toml:1: "rate" wants text or a number$/],
    ['exclude = [true]', /toml:1: "exclude" wants text, a number, or a list of them$/],
    ['scan.raet = 5', /toml:1: scan has no option "raet"/],
    ['help = true', /toml:1: no command has option "help"/],
  ];
  for (const [text, message] of cases) assert.throws(() => read(text), { message, code: 'E_USAGE' }, text);
});

test('files lie where XDG says, the own one last', () => {
  assert.deepEqual(usualPlaces({}, '/home/x'), [
    '/etc/portolan.toml',
    '/etc/xdg/portolan/portolan.toml',
    '/home/x/.config/portolan/portolan.toml',
  ]);
  const given = { XDG_CONFIG_DIRS: '/first:relative:/second', XDG_CONFIG_HOME: '/own' };
  assert.deepEqual(usualPlaces(given, '/home/x').slice(1), [
    '/second/portolan/portolan.toml',
    '/first/portolan/portolan.toml',
    '/own/portolan/portolan.toml',
  ]);
});

test('a command gets its own section and what is for all, no other', async (t) => {
  const folder = folderOf(t, { 'portolan/portolan.toml': 'rate = 5\n[ping]\nttl = 9\n[scan]\nengine = "raw"' });
  const variables: Record<string, string | undefined> = { XDG_CONFIG_DIRS: folder, XDG_CONFIG_HOME: '/nowhere' };
  await applyConfig('ping', variables);
  assert.deepEqual([variables.PORTOLAN_RATE, variables.PORTOLAN_TTL, variables.PORTOLAN_ENGINE], ['5', '9', undefined]);
});

test('flag over environment over file, in the command itself', { timeout: 60_000 }, async (t) => {
  const folder = folderOf(t, {
    'x.toml': '[scan]\nseed = "file"\nverbose = true\nexclude = ["127.0.0.2"]',
    'bad.toml': '\n[scan]\nrate = "fast"',
  });
  const file = join(folder, 'x.toml');
  const dry = async (words: string[], environment: Record<string, string> = {}): Promise<string> => {
    const { code, stdout, stderr } = await run(
      'main',
      ['scan', '--dry-run', '-p', '1-9', ...words, '127.0.0.1-3'],
      environment,
    );
    assert.deepEqual([code, stderr], [0, '']);
    return stdout;
  };
  const named = await dry(['--config', file]);
  assert.equal(named.match(/127\.0\.0\.2:/), null, 'excluded');
  assert.equal(named, await dry(['--seed', 'file', '--exclude', '127.0.0.2']));
  const both = await dry(['--exclude', '127.0.0.3'], { PORTOLAN_CONFIG: file, PORTOLAN_SEED: 'environment' });
  assert.equal(both, await dry(['--seed', 'environment', '--exclude', '127.0.0.2,127.0.0.3']));
  assert.equal(
    await dry([`--config=${file}`, '--seed', 'flag']),
    await dry(['--seed', 'flag', '--exclude', '127.0.0.2']),
  );
  const bad = await run('main', ['--config', join(folder, 'bad.toml'), 'scan', '127.0.0.1']);
  assert.equal(bad.code, 2);
  assert.match(bad.stderr, /value 'fast' from .*bad\.toml:3 is invalid\. Give /);
  const gone = await run('main', ['scan', '--config', '/nowhere.toml', '127.0.0.1']);
  assert.match(
    gone.stderr,
    /^portolan: the config file \/nowhere\.toml cannot be read \(ENOENT\).*\[E_CONFIG_FILE\]\n$/,
  );
  const shown = await run('main', ['config', '--config', file], { PORTOLAN_RATE: '5' });
  assert.match(
    shown.stdout,
    /^scan {2}seed {5}file +\/.*x\.toml:2\n[\s\S]*all {3}rate {5}5 +the environment, PORTOLAN_RATE\n$/,
  );
  const over = await run('main', ['config', '--config', file], { PORTOLAN_SEED: 'x', PORTOLAN_EXCLUDE: '127.0.0.9' });
  assert.match(over.stdout, /^scan +seed .*:2 \(overridden\)\n/);
  assert.doesNotMatch(over.stdout, /exclude.*overridden/);
});

test('the template is a config file: without its marks all its keys are known', () => {
  const text = configTemplate(COMMAND_TABLE);
  assert.deepEqual(read(text), []);
  const keys = text.replaceAll(/^# ([a-z-]+ = .*)$/gm, '$1').replaceAll(/^(\w[\w-]* = )""$/gm, '$1"x"');
  const settings = read(keys);
  for (const [name, { options }] of Object.entries(COMMAND_TABLE)) {
    const said = settings.filter(({ command }) => command === name).length;
    const all = options.filter(([flags]) => flags.some((flag) => /^--(?!help|json-schema|template|config)/.test(flag)));
    assert.equal(said, all.length, name);
  }
});
