import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCAN_HABITS } from './scan-habits.ts';
import { problemText, translate } from './translate.ts';

const TAKING = ['--ports', '-p', '--targets-file', '--rate', '--seed', '-e', '--exclude', '-S', '-g'];
const OURS = [...TAKING, '-F', '-T', '-v', '-n', '--open', '--json', '-h'];
const ours = { has: (flag: string) => OURS.includes(flag), takesValue: (flag: string) => TAKING.includes(flag) };
const read = (line: string) => translate(line.split(' '), ours, SCAN_HABITS);
const words = (line: string) => read(line).words.join(' ');
const flags = (line: string) => read(line).problems.map(({ flag }) => flag);

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
    ['-sn -PR -n', '--probe=discover --discover-by=arp -n'],
    ['-PE 198.18.0.1 -sP', '--discover-by=echo 198.18.0.1 --probe=discover'],
    [
      '-PS22,80 -PS -PA80 -PU53 -PP -PM',
      '--discover-by=syn:22,80 --discover-by=syn: --discover-by=ack:80 --discover-by=udp:53 --discover-by=timestamp --discover-by=mask',
    ],
    ['-sn --seed -PR', '--probe=discover --seed -PR'],
    ['-Pn -n', '--no-discovery -n'],
    ['-iL list', '--targets-file list'],
    ['-iLlist', '--targets-file=list'],
    ['-iL -', '--targets-file -'],
    ['--max-rate 100', '--rate 100'],
    ['--max-rate=100', '--rate=100'],
    ['--excludefile=x', '--exclude-file=x'],
    ['--reason', '--verbose'],
    ['-sSV --version-light', '--probe=syn --engine=raw --service-intensity=2'],
    ['-O --osscan-guess --fuzzy -A -p 22', '-p 22'],
    ['-d2 198.18.0.1', '--verbose 198.18.0.1'],
    ['-oX out.xml -oA base -oJout', '--output=xml=out.xml --output=all=base --output=masscan-json=out'],
    ['-o found.txt -o xml=x', '--output list=found.txt -o xml=x'],
  ];
  for (const [from, to] of cases) assert.equal(words(from), to, from);
});

test('our own options pass', () => {
  const line = '-p- -p22 -F -T4 -v --open --rate 5 --json 198.18.0.1-20 -';
  assert.equal(words(line), line);
});

test('values are not taken for flags, nor is what follows --', () => {
  assert.equal(words('--seed -sU -sS'), '--seed -sU --probe=syn --engine=raw');
  assert.equal(words('-iL -sU'), '--targets-file -sU');
  assert.equal(words('-sS -- 198.18.0.1 -sU'), '--probe=syn --engine=raw -- 198.18.0.1 -sU');
});

test('behind -- options are nmap’s, as RustScan hands them on', () => {
  assert.equal(words('-a 198.18.0.1 -- -sV -p 22'), '198.18.0.1 -p 22');
  assert.deepEqual(flags('-a 198.18.0.1 -- --script vuln'), ['--script']);
});

test('what only tunes another tool is taken with its value, and told once', () => {
  const { words: left, notes, problems } = read('--min-rate 500 --max-parallelism=9 -r --host-timeout 5m 198.18.0.1');
  assert.deepEqual([left, problems], [['198.18.0.1'], []]);
  assert.match(notes[0], /^--min-rate 500, --max-parallelism=9: changes nothing: portolan measures/);
  assert.deepEqual(
    notes.slice(1).map((note) => note.split(':')[0]),
    ['-r', '--host-timeout 5m'],
  );
});

test('values are put into ours', () => {
  assert.equal(words('--scan-delay 100ms'), '--rate 10');
  assert.equal(words('--scan-delay=2s'), '--rate 1');
  assert.equal(words('-B 10M'), '--rate 14880');
  assert.equal(words('-tp 100 -top-ports full'), '--top-ports 100 -p -');
  assert.equal(words('-host a.example,b.example'), 'a.example b.example');
  assert.deepEqual(
    read('--scan-delay soon').problems.map(({ flag, instead }) => `${flag}: ${instead}`),
    ['--scan-delay soon: give a time, such as 100ms or 1s'],
  );
  assert.deepEqual(flags('198.18.0.1 --min-rate'), ['--min-rate']);
});

test('where tools disagree on a letter its value decides, else it is nmap’s', () => {
  assert.match(read('-r').notes[0], /the order is always shuffled/);
  assert.equal(words('-r 10000'), '--rate 10000');
  assert.equal(words('-r 1-1000'), '-p 1-1000');
  assert.equal(words('-host x -r 192.0.2.53'), 'x --dns-servers 192.0.2.53');
  assert.equal(words('-r 192.0.2.53'), '192.0.2.53');
  assert.deepEqual(flags('-b ftp.example'), ['-b']);
  assert.deepEqual([words('-b 500 x'), words('-b never.conf')], ['x', '--exclude-file never.conf']);
  assert.equal(words('-g 53 x'), '-g 53 x');
  assert.equal(words('-g x'), '--output list x');
  assert.deepEqual([flags('-f x'), flags('-f saddr,sport x')], [['-f'], ['-f']]);
});

test('what does not exist is refused by name, with what to do instead; all of a command line at once', () => {
  const refused = {
    ...{ '-sA': '-sA', '-sSF': '-sF', '--script=default': '--script', '--script default': '--script' },
    ...{ '-D 198.18.0.9': '-D', '-D198.18.0.9': '-D', '-f': '-f', '-ff': '-f', '-6': '-6', '--mtu 24': '--mtu' },
  };
  for (const [line, flag] of Object.entries(refused)) {
    const { problems } = read(line);
    assert.deepEqual(
      problems.map((each) => each.flag),
      [flag],
      line,
    );
    assert.match(problemText(problems), new RegExp(`^${flag} is a flag of nmap's that portolan does not have: .{8}`));
  }
  const { words: left, problems } = read('-sS -D RND:5 --script vuln -f --min-rate 5 198.18.0.1');
  assert.deepEqual(left, ['--probe=syn', '--engine=raw', '198.18.0.1']);
  assert.match(problemText(problems), /^there is nothing here for these options:\n {2}-D, -f: .*\n {2}--script: .*$/);
});

test('what one thing is said of is one line', () => {
  assert.match(
    problemText(read('-f -D x -f').problems),
    /^-f, -D are flags of nmap's that portolan does not have: [^\n]*$/,
  );
});

test('a long option with a dash too few is not taken for a short one of nmap', () => {
  assert.equal(words('-timing 5'), '-timing 5');
});
