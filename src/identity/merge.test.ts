// Who hosts are, by what surveys find of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clue as clueSchema, KINDS, OS_FAMILIES } from '../finding/facts/clue.schema.ts';
import { identity } from '../finding/facts/identity.schema.ts';
import { type Given, type GivenClue, hostOf, IP } from './host.test-data.ts';
import { makerOf, tidy } from './makers.ts';
import { clue, HOSTS, SSH, stack } from './merge.test-data.ts';
import { merge } from './merge.ts';

const who = (given: Given) => merge(hostOf(given));

test('nobody knows anything: nothing is said', () => {
  assert.equal(who({ host: {} }), null);
  assert.equal(who({ host: {}, tcp: [80, 443] }), null);
});

test('a NAS by its page, its maker, its model', () => {
  const found = who({
    host: { mac: '00:11:32:aa:bb:cc', vendor: 'Synology Incorporated' },
    services: [SSH, { port: 5000, service: 'http', product: 'Synology DiskStation Manager', device: 'NAS' }],
    clues: [
      clue('kind', 'nas', 'http', 0.85, { proto: 'tcp', port: 5000, text: 'Synology DiskStation Manager' }),
      clue('vendor', 'Synology', 'http', 0.8),
      clue('model', 'DS220+', 'mdns'),
      clue('name', 'nas.example', 'reverse-dns', 1),
      clue('name', 'NAS', 'netbios', 0.95),
      stack('linux', 0.7),
    ],
  });
  assert.partialDeepStrictEqual(found, { name: 'nas.example', vendor: 'Synology', model: 'DS220+' });
  assert.equal(found?.kind?.is, 'nas');
  assert.ok(found!.kind!.confidence > 0.9);
  assert.equal(found?.os?.family, 'linux');
  assert.ok(found?.kind?.because.some((each) => each === 'port 5000 is Synology DiskStation Manager'));
  assert.ok(found?.kind?.because.some((each) => /its network interface is by Synology/.test(each)));
});

test('the family comes from the stack, the name only from words', () => {
  const bare = who({ host: {}, clues: [stack('linux')] });
  assert.deepEqual([bare?.os?.family, bare?.os?.name, bare?.os?.confidence], ['linux', undefined, 0.8]);
  const named = who({
    host: {},
    services: [SSH],
    clues: [stack('linux'), clue('os', 'Debian', 'ssh', 0.85, { family: 'linux', proto: 'tcp', port: 22 })],
  });
  assert.deepEqual([named?.os?.family, named?.os?.name], ['linux', 'Debian']);
  assert.ok(named!.os!.confidence > 0.95);
  assert.ok(named?.os?.because.some((each) => each === 'port 22 says it runs Debian'));
  assert.ok(named?.os?.because.some((each) => each === 'its TCP/IP stack looks like that of Linux'));
});

test('what tables of an SNMP agent say of a host counts less than its own word, and their words are not those of its own agent', () => {
  const heard = (about: GivenClue['about'], value: string) =>
    clue(about, value, 'snmp-lldp', 0.6, { text: 'LLDP table' });
  const own = [clue('name', 'own', 'mdns', 0.9), clue('model', 'DS220+', 'mdns', 0.8)];
  const foreign = [heard('name', 'foreign'), heard('model', 'other')];
  assert.partialDeepStrictEqual(who({ host: {}, clues: [...foreign, ...own] }), { name: 'own', model: 'DS220+' });
  assert.partialDeepStrictEqual(who({ host: {}, clues: foreign }), { name: 'foreign', model: 'other' });
  // sysObjectID of a UPS (kinds/industry.ts), were it the agent's own.
  assert.equal(who({ host: {}, clues: [heard('name', '1.3.6.1.4.1.318.1.3.2')] }), null);
});

test("a distribution's name counts before a kernel's; the kernel's stays where there is no other", () => {
  const kernel = clue('os', 'Linux 5.10.0', 'snmp', 0.95, { family: 'linux', version: '5.10.0' });
  const debian = clue('os', 'Debian 12', 'ssh', 0.8, { family: 'linux' });
  assert.equal(who({ host: {}, clues: [kernel] })?.os?.name, 'Linux 5.10.0');
  assert.equal(who({ host: {}, clues: [kernel, debian] })?.os?.name, 'Debian 12');
});

test('Android and macOS are finer than what their stacks show', () => {
  const android = who({
    host: {},
    clues: [stack('linux', 0.9), clue('os', 'Android 14', 'adb', 0.8, { family: 'android' })],
  });
  assert.deepEqual([android?.os?.family, android?.os?.name], ['android', 'Android 14']);
  assert.equal(android?.contradictions, undefined);
  const mac = who({ host: {}, clues: [stack('apple', 0.8), clue('model', 'MacBookPro18,3', 'mdns', 0.9)] });
  assert.deepEqual([mac?.os?.family, mac?.kind?.is], ['macos', 'laptop']);
});

test('a Samba that says Windows on a stack of Linux is a contradiction, and nobody is sure', () => {
  const found = who({
    host: {},
    clues: [stack('linux', 0.9), clue('os', 'Windows 7', 'smb', 0.9, { family: 'windows', proto: 'tcp', port: 445 })],
  });
  assert.ok(found!.os!.confidence < 0.6);
  assert.match(
    found!.contradictions![0],
    /TCP\/IP stack .* Linux, but port 445 says it runs Windows 7: something in between/,
  );
  assert.equal(who({ host: {}, clues: [stack('linux', 0.9)] })?.contradictions, undefined);
});

test('ports that answer with different stacks are told; an embedded system may be any', () => {
  const two = who({ host: {}, clues: [stack('linux', 0.7), stack('windows', 0.7)] });
  assert.ok(two?.contradictions?.some((each) => /different TCP\/IP stacks \(Linux, Windows\)/.test(each)));
  const one = who({ host: {}, clues: [stack('lwip', 0.7), clue('os', 'Linux', 'http', 0.6, { family: 'linux' })] });
  assert.equal(one?.contradictions, undefined);
});

test('the best name: DNS, then agents, then announcements; a certificate last; none that everybody has', () => {
  const names = [
    clue('name', 'printer.example', 'certificate', 0.9),
    clue('name', 'HP-OFFICE', 'netbios', 0.95),
    clue('name', 'hp-office.local', 'mdns', 0.95),
    clue('name', 'hp.example', 'reverse-dns', 1),
  ];
  const best = names.map((_, at) => who({ host: {}, clues: names.slice(0, at + 1) })?.name);
  assert.deepEqual(best, ['printer.example', 'HP-OFFICE', 'hp-office.local', 'hp.example']);
  assert.equal(who({ host: {}, clues: [clue('name', 'localhost', 'snmp', 1)] }), null);
  const pool = clue('name', '198-18-0-7.pool.example', 'reverse-dns', 1);
  assert.equal(who({ host: {}, clues: [pool, names[1]] })?.name, 'HP-OFFICE');
  assert.equal(who({ host: {}, clues: [pool] })?.name, '198-18-0-7.pool.example');
});

test('who made it: what it says before its MAC address; who made an interface made no device', () => {
  const of = (vendor: string, said?: string) =>
    makerOf(hostOf({ host: { vendor }, clues: said === undefined ? [] : [clue('vendor', said, 'upnp', 0.9)] }));
  assert.deepEqual(
    [of('Intel Corporate'), of('AVM GmbH'), of('Hon Hai Precision Ind. Co.,Ltd.', 'Sony'), of('VMware, Inc.')],
    [undefined, 'AVM', 'Sony', undefined],
  );
  assert.deepEqual(
    [
      'Synology Incorporated',
      'Raspberry Pi Trading Ltd',
      'HP Inc.',
      'Brother industries, LTD.',
      'Ubiquiti Inc',
      'CANON INC.',
      'Axis Communications AB',
      'X',
    ].map(tidy),
    ['Synology', 'Raspberry Pi', 'HP', 'Brother', 'Ubiquiti', 'CANON', 'Axis Communications', 'X'],
  );
});

test('where every port answers, ports say nothing', () => {
  const open = { tcp: [9100, 515, 631, 554, 102, 502] };
  assert.equal(who({ host: {}, ...open, ends: [{ answersAll: true }] }), null);
  assert.notEqual(who({ host: {}, tcp: [9100, 515, 631] })?.kind, undefined);
});

test('a virtual machine that is a server contradicts nothing', () => {
  const found = who({
    host: { mac: '00:0c:29:00:00:07', vendor: 'VMware, Inc.' },
    clues: [
      clue('os', 'Windows Server 2022', 'smb', 1, {
        family: 'windows',
        version: '10.0.20348',
        proto: 'tcp',
        port: 445,
      }),
    ],
  });
  assert.equal(found?.contradictions, undefined);
  assert.ok(['server', 'virtual-machine'].includes(found!.kind!.is));
  assert.ok(found!.kind!.confidence >= 0.8);
  assert.deepEqual([found?.os?.name, found?.os?.version], ['Windows Server 2022', '10.0.20348']);
});

test('the MAC address that a program tells may be another than that of the link', () => {
  const found = who({ host: { mac: '02:00:00:00:00:07' }, clues: [clue('mac', '02:00:00:00:00:99', 'netbios', 0.95)] });
  assert.match(found!.contradictions![0], /ARP shows 02:00:00:00:00:07, but netbios says 02:00:00:00:00:99/);
});

test('the kinds that people have', () => {
  for (const [kind, os, given] of HOSTS) {
    const found = who(given);
    const about = `${kind}: ${JSON.stringify(found)}`;
    assert.equal(found?.kind?.is, kind, about);
    if (os !== undefined) assert.equal(found?.os?.family, os, about);
    assert.equal(found?.contradictions, undefined, about);
  }
});

const told = { stage: 'identity', time: '2026-11-27T12:00:00.000Z' };
const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 255 });
const anyClue: fc.Arbitrary<GivenClue> = fc.record({
  about: fc.constantFrom(...clueSchema.shape.about.options),
  value: fc.oneof(anyText, fc.constantFrom(...KINDS), fc.constantFrom('Windows 11', 'Debian', 'DS220+', 'iPhone15,2')),
  source: fc.constantFrom('mdns', 'netbios', 'snmp', 'smb', 'certificate', 'tcp-stack', 'upnp'),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  family: fc.constantFrom(...OS_FAMILIES),
  text: anyText,
});

test('the order of clues changes nothing, and hostile ones make nothing but a bounded statement', () => {
  fc.assert(
    fc.property(
      fc
        .array(anyClue, { maxLength: 40 })
        .chain((clues) => fc.tuple(fc.constant(clues), fc.shuffledSubarray(clues, { minLength: clues.length }))),
      ([clues, shuffled]) => {
        // Of one source the surest word of a value counts, whichever came first: the set sees to that (clue-set.ts).
        const distinct = (all: readonly GivenClue[]) => [
          ...new Map(all.map((each) => [`${each.about} ${each.source} ${each.value}`, each])).values(),
        ];
        const kept = distinct(clues);
        const one = who({ host: {}, clues: kept });
        const other = who({ host: {}, clues: shuffled.filter((each) => kept.includes(each)) });
        assert.deepEqual(one, other);
        if (one === null) return;
        identity.parse({ type: 'identity', ip: IP, ...one, ...told });
        assert.ok(JSON.stringify(one).length < 16_384);
      },
    ),
  );
});

test('one more clue that agrees never makes it less sure', () => {
  const agreeing = fc.tuple(
    fc.constantFrom(...KINDS),
    fc.constantFrom(...OS_FAMILIES),
    fc.array(anyClue, { maxLength: 12 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(agreeing, ([, , clues, confidence]) => {
      const before = who({ host: {}, clues });
      if (before?.kind !== undefined) {
        const after = who({ host: {}, clues: [...clues, clue('kind', before.kind.is, 'another', confidence)] });
        assert.equal(after?.kind?.is, before.kind.is);
        assert.ok(after!.kind!.confidence >= before.kind.confidence);
      }
      if (before?.os !== undefined) {
        const { family } = before.os;
        const after = who({ host: {}, clues: [...clues, clue('os', family, 'another', confidence, { family })] });
        assert.equal(after?.os?.family, family);
        assert.ok(after!.os!.confidence >= before.os.confidence);
      }
    }),
  );
});

test('a host that says everything is not taken at its word', () => {
  const all = KINDS.map((kind) => clue('kind', kind, `source-${kind}`, 1));
  const found = who({ host: {}, clues: all });
  assert.ok((found?.kind?.confidence ?? 0) < 0.6);
  const loud = Array.from({ length: 300 }, (_, k) => clue('model', `${'<'.repeat(200)}${k}`, `s${k}`, 1));
  assert.ok(JSON.stringify(who({ host: {}, clues: loud })).length < 16_384);
});

test('one port of a printer makes no printer of a server, and what shares printers is none', () => {
  const measured = who({ host: {}, tcp: [9100], services: [SSH], clues: [stack('linux')] });
  assert.equal(measured?.kind?.is, 'server');
  const shared = who({
    host: {},
    tcp: [631],
    services: [SSH, { port: 631, service: 'ipp', product: 'CUPS' }],
    clues: [stack('linux'), clue('role', 'print server', 'mdns', 0.8)],
  });
  assert.equal(shared?.kind?.is, 'server');
});

test('who talks much hides nothing of what was found', () => {
  const talk = Array.from({ length: 256 }, (_, k) =>
    clue('name', `n${k}`, `s${k % 20}`, 0.1, { text: 'x'.repeat(500) }),
  );
  const found = who({ host: { vendor: 'Axis Communications AB' }, tcp: [554], clues: talk });
  assert.equal(found?.kind?.is, 'camera');
});
