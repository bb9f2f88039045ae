import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NMAP_FLAGS } from './nmap-flags.data.ts';
import { translateNmapFlags } from './nmap-flags.ts';

const TAKING = ['--ports', '-p', '--targets-file', '--rate', '--seed', '-e'];
const translate = (line: string) =>
  translateNmapFlags(line.split(' '), (option) => TAKING.includes(option), NMAP_FLAGS).join(' ');

test('what exists here is put into our words', () => {
  const cases: [string, string][] = [
    ['-sS 198.18.0.1', '--probe=syn --engine=raw 198.18.0.1'],
    ['-sT', '--probe=syn --engine=connect'],
    ['-sU -p 53', '--probe=udp -p 53'],
    ['-sSU', '--probe=syn --engine=raw --probe=udp'],
    ['-sS -sU -p T:22,U:53', '--probe=syn --engine=raw --probe=udp -p T:22,U:53'],
    ['-sUT', '--probe=udp --probe=syn --engine=connect'],
    ['-sn', '--probe=discover'],
    ['-PE', '--discover-by=echo'],
    ['-sn -PR -n', '--probe=discover -n'],
    ['-PE 198.18.0.1 -sP', '--discover-by=echo 198.18.0.1 --probe=discover'],
    [
      '-PS22,80 -PS -PA80 -PU53 -PP -PM',
      '--discover-by=syn:22,80 --discover-by=syn: --discover-by=ack:80 --discover-by=udp:53 --discover-by=timestamp --discover-by=mask',
    ],
    ['-sn --seed -PR', '--probe=discover --seed -PR'],
    ['-sn -- -PR', '--probe=discover -- -PR'],
    ['-Pn -n', '--no-discovery -n'],
    ['-iL list', '--targets-file list'],
    ['-iLlist', '--targets-file=list'],
    ['-iL -', '--targets-file -'],
    ['--max-rate 100', '--rate 100'],
    ['--max-rate=100', '--rate=100'],
    ['--excludefile=x', '--exclude-file=x'],
    ['--reason', '--verbose'],
  ];
  for (const [from, to] of cases) assert.equal(translate(from), to);
});

test('our own options pass', () => {
  const line = '-p- -p22 -F -T4 -v --open --rate 5 --json 198.18.0.1-20 -';
  assert.equal(translate(line), line);
});

test('values are not taken for flags, nor is what follows --', () => {
  assert.equal(translate('--seed -sU -sS'), '--seed -sU --probe=syn --engine=raw');
  assert.equal(translate('-iL -sU'), '--targets-file -sU');
  assert.equal(translate('-sS -- -sU'), '--probe=syn --engine=raw -- -sU');
});

test('-sV is what happens anyhow; how much is tried has a name of ours', () => {
  assert.equal(translate('-sSV --version-light'), '--probe=syn --engine=raw --service-intensity=2');
  assert.equal(translate('-sV --version-intensity 4'), '--service-intensity 4');
  assert.equal(translate('--version-all'), '--service-intensity=9');
});

test('-O is what happens anyhow', () => {
  assert.equal(translate('-O --osscan-guess --fuzzy --osscan-limit -p 22'), '-p 22');
});

test('-A is what happens anyhow', () => {
  assert.equal(translate('-A -p 22'), '-p 22');
});

test('what does not exist is refused by name, with what to do instead', () => {
  const refused = {
    '-sA': '-sA',
    '-sSF': '-sF',
    '--max-os-tries 2': '--max-os-tries',
    '--script=default': '--script',
    '--script default': '--script',
    '-oS -': '-oS',
    '-oHout.html': '-oH',
    '-D 198.18.0.9': '-D',
    '-D198.18.0.9': '-D',
    '-f': '-f',
    '-ff': '-f',
    '-d2': '-d',
    '-6': '-6',
    '-PY22': '-PY',
    '--min-rate 5': '--min-rate',
  };
  for (const [line, flag] of Object.entries(refused)) {
    assert.throws(() => translate(line), {
      code: 'E_NMAP_FLAG',
      exitCode: 2,
      message: new RegExp(`^${flag} is a flag of nmap's that portolan does not have: .{8}`),
    });
  }
});

test('a long option with a dash too few is not taken for a short one of nmap', () => {
  assert.equal(translate('-rate 5'), '-rate 5');
});

test('every entry says either what it is here or what to do instead, and stands once', () => {
  for (const { flag, to, instead } of NMAP_FLAGS) assert.equal(to === undefined, instead !== undefined, flag);
  const flags = NMAP_FLAGS.map(({ flag }) => flag);
  assert.deepEqual(flags, [...new Set(flags)]);
});
