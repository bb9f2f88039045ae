import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line } from '../../finding/finding.ts';
import { change as declaration } from './change.schema.ts';
import {
  byArp,
  certificate,
  closed,
  ended,
  type Given,
  host,
  identity,
  LATER,
  open,
  pictureOf,
  service,
  survey,
  tcpPorts,
} from './diff.test-data.ts';
import { diff } from './diff.ts';

const A = '198.18.0.5';
const B = '198.18.0.6';

function between(before: Given, after: Given) {
  const found = diff(pictureOf(survey(before)), pictureOf(survey({ time: LATER, ...after })));
  for (const each of found.changes) declaration.parse(each);
  return found;
}

const texts = (before: readonly Line[], after: readonly Line[]): readonly string[] =>
  between({ facts: before }, { facts: after }).changes.map(({ change, text }) => `${change}: ${text}`);

test('a host that is new, and one that is gone: silent to what it had answered, through repeats', () => {
  const { changes, undecided } = between(
    { facts: [host(A), open(A, 22)] },
    { facts: [host(B), open(B, 80), service(B, 80)] },
  );
  assert.deepEqual(
    changes.map(({ text }) => text),
    [`${A} is gone (22/tcp)`, `${B} is new (80/tcp (http, nginx))`],
  );
  assert.deepEqual(changes[0].because, [
    'before: echo-reply (discover, 2026-01-05T10:00:00.000Z)',
    'now: asked in the same way (echo, by discover, with 500 probes sent again), and silent to the end',
  ]);
  assert.deepEqual(
    changes[0].facts.before.map(({ type }) => type),
    ['host', 'port'],
  );
  assert.deepEqual(undecided, []);
});

test('who was not asked, not to the end, or not as before, is not gone', () => {
  const was = [host(A), open(A, 22)];
  const why = (after: Given): unknown => {
    const { changes, undecided } = between({ facts: was }, after);
    assert.deepEqual(changes, []);
    return undecided.map((each) => `${each.of} ${each.why} ${each.hosts}`).join();
  };
  assert.equal(why({ start: { targets: ['198.18.0.0/30', '198.18.0.8-198.18.0.9'] } }), 'before not-asked 1');
  assert.equal(why({ start: { targets: ['198.18.1.0/24'], targetsUnlisted: 4 } }), 'before unlisted 1');
  assert.equal(why({ counters: { interrupted: true } }), 'before unfinished 1');
  assert.equal(why({ counters: { unasked: 1 } }), 'before unfinished 1');
  assert.equal(why({ counters: { cutShort: true } }), 'before unfinished 1');
  assert.equal(why({ ended: ['discover'] }), 'before unfinished 1');
  assert.equal(why({ counters: { stateless: true } }), 'before stateless 1');
  assert.equal(why({ start: { shard: { index: 1, count: 2 } } }), 'before share 1');
  assert.equal(why({ start: { maxRetries: 0 } }), 'before not-repeated 1');
  assert.equal(why({ counters: { retransmitted: 0 } }), 'before not-repeated 1');
  assert.equal(why({ start: { discoverBy: ['timestamp', 'syn:80'] } }), 'before otherwise 1');
  assert.equal(why({ start: { discoverBy: undefined, stages: ['syn'], ports: tcpPorts('80') } }), 'before otherwise 1');
});

test('a port that had answered is asked again: that is enough to be gone', () => {
  const was = [host(A, { reason: 'syn-ack', probe: 'syn', stage: 'syn' }), open(A, 22)];
  const without = { discoverBy: undefined, stages: ['syn'], ports: tcpPorts('20-25') };
  const { changes } = between({ facts: was }, { start: without });
  assert.match(changes[0].because.join(), /22\/tcp, by syn/);
  // ARP asks again by itself.
  const near = between({ facts: [byArp(A, '02:00:5e:00:53:01')] }, { counters: { retransmitted: 0 } });
  assert.match(near.changes[0].because.join(), /ARP, by discover\), and silent/);
});

test('who was only overheard cannot be asked in the same way', () => {
  const { undecided } = between({ facts: [host(A, { reason: 'heard', probe: undefined, stage: 'identity' })] }, {});
  assert.deepEqual(undecided, [{ of: 'before', why: 'otherwise', hosts: 1 }]);
});

test('ports open and close, told or not; what was not asked did neither', () => {
  assert.deepEqual(texts([host(A), open(A, 22), ended(A)], [host(A), open(A, 80), ended(A), closed(A, 22)]), [
    `port-closed: ${A} 22/tcp is closed, was open`,
    `port-opened: ${A} 80/tcp is open, was closed`,
  ]);
  const mixed = ended(A, { closed: 90, filtered: 9 });
  assert.deepEqual(texts([host(A), open(A, 22), open(A, 80), ended(A)], [host(A), open(A, 80), mixed]), [
    `port-closed: ${A} 22/tcp is closed or filtered, was open`,
  ]);
  // No port of it answered.
  assert.deepEqual(texts([host(A), open(A, 22), ended(A)], [host(A)]), [
    `port-closed: ${A} 22/tcp is silent, was open`,
  ]);
  assert.deepEqual(texts([host(A), open(A, 443), ended(A)], [host(A), ended(A)]), []);
  assert.deepEqual(texts([host(A), open(A, 22), ended(A)], [host(A), ended(A, { answersAll: true })]), []);
  const filtered = open(A, 22, { state: 'filtered', reason: 'no-response' });
  assert.deepEqual(texts([host(A), closed(A, 22)], [host(A), filtered]), [
    `port-changed: ${A} 22/tcp is filtered, was closed`,
  ]);
});

test('a port that is not told again is closed on evidence alone, with the reason; else it is counted', () => {
  const was = { facts: [host(A), open(A, 22), open(A, 80), ended(A, { open: 2, closed: 98 })] };
  const told = (after: Given): unknown => {
    const { changes, undecided, undecidedPorts } = between(was, after);
    assert.deepEqual(undecided, []);
    return [
      changes.map(({ text, because }) => `${text} <- ${because[1]}`).join(),
      undecidedPorts.map(({ of, why, ports }) => `${of} ${why} ${ports}`).join(),
    ];
  };
  const [refused, silent] = [ended(A, { open: 1 }), ended(A, { open: 1, closed: 0, filtered: 99 })];
  const facts = (...end: Line[]) => [host(A), open(A, 80), ...end];
  // All that are not open were refused: that is an answer, whatever was asked again.
  const isClosed = `${A} 22/tcp is closed, was open <- now: closed: syn asked it, and did not tell it: 1 open, 99 closed`;
  for (const start of [{}, { maxRetries: 0 }]) assert.deepEqual(told({ start, facts: facts(refused) }), [isClosed, '']);
  const isSilent = `${A} 22/tcp is filtered, was open <- now: filtered: syn asked it, and did not tell it: 1 open, 99 filtered`;
  assert.deepEqual(told({ facts: facts(silent) }), [isSilent, '']);
  // One answer may have been lost.
  const once = ['', 'before not-repeated 1'];
  const mixed = ended(A, { open: 1, closed: 98, filtered: 1 });
  const filtered = open(A, 22, { state: 'filtered', reason: 'no-response' });
  for (const end of [[silent], [mixed], [], [filtered], [filtered, silent]]) {
    assert.deepEqual(told({ start: { maxRetries: 0 }, facts: facts(...end) }), once);
    assert.deepEqual(told({ counters: { retransmitted: 0 }, facts: facts(...end) }), once);
  }
  // Who forbids it has answered.
  const forbidden = open(A, 22, { state: 'filtered', reason: 'icmp-admin-prohibited' });
  const { changes } = between(was, { start: { maxRetries: 0 }, facts: facts(forbidden) });
  assert.deepEqual(
    changes.map(({ text }) => text),
    [`${A} 22/tcp is filtered, was open`],
  );
  // It was not asked; not to the end; and by a host that answers on all.
  assert.deepEqual(told({ start: { ports: tcpPorts('80') }, facts: facts(refused) }), ['', 'before not-asked 1']);
  assert.deepEqual(told({ counters: { interrupted: true }, facts: facts(refused) }), ['', 'before unfinished 1']);
  assert.deepEqual(told({ facts: facts(ended(A, { answersAll: true })) }), ['', 'before answers-all 1']);
  // And what the earlier one had not asked has not opened.
  const more = between({ start: { ports: tcpPorts('80') }, facts: facts(refused) }, was);
  assert.deepEqual([more.changes, more.undecidedPorts], [[], [{ of: 'after', why: 'not-asked', ports: 1 }]]);
});

test('an interrupted scan closes the ports alone that it saw closed', () => {
  const before = { facts: [host(A), open(A, 22), open(A, 80), ended(A)] };
  const interrupted = {
    counters: { interrupted: true },
    facts: [host(A), closed(A, 80), ended(A, { open: 0, closed: 1 })],
  };
  assert.deepEqual(
    between(before, interrupted).changes.map(({ text }) => text),
    [`${A} 80/tcp is closed, was open`],
  );
});

test('UDP: open or filtered is not open', () => {
  const udp = { proto: 'udp', probe: 'udp', stage: 'udp', reason: 'udp-response' };
  const silent = open(A, 53, { ...udp, state: 'open|filtered', reason: 'no-response' });
  const start = { stages: ['discover', 'udp'] };
  const { changes } = between({ start, facts: [host(A), open(A, 53, udp)] }, { start, facts: [host(A), silent] });
  assert.deepEqual(
    changes.map(({ text }) => text),
    [`${A} 53/udp is open or filtered, was open`],
  );
});

test('what a port is for: only what both know counts', () => {
  const on = (...more: Line[]) => [host(A), open(A, 80), ...more];
  assert.deepEqual(texts(on(service(A, 80, { version: '1.24' })), on(service(A, 80, { version: '1.26' }))), [
    `product: ${A} 80/tcp is nginx 1.26, was nginx 1.24`,
  ]);
  assert.deepEqual(texts(on(service(A, 80)), on(service(A, 80, { version: '1.26' }))), []);
  assert.deepEqual(texts(on(service(A, 80)), on(service(A, 80, { service: 'unknown', confidence: 0 }))), []);
  assert.deepEqual(texts(on(service(A, 80)), on()), []);
  assert.deepEqual(texts(on(service(A, 80)), on(service(A, 80, { service: 'ssh', product: 'OpenSSH' }))), [
    `service: ${A} 80/tcp is ssh, OpenSSH, was http, nginx`,
  ]);
  assert.deepEqual(texts(on(service(A, 80)), on(service(A, 80, { tls: true }))), [
    `tls: ${A} 80/tcp is tls/http, was http`,
  ]);
  const certificates = texts(on(certificate(A, 80, 'aa:bb')), on(certificate(A, 80, 'cc:dd')));
  assert.match(
    certificates.join(),
    /^certificate: .* has the certificate CN=a.example, until 2026-12-31, SHA-256 cc:dd/,
  );
});

test('who it is: name, system, kind, MAC address', () => {
  const os = (family: string, name: string, confidence = 0.9) => ({
    family,
    name,
    confidence,
    because: ['x'],
    others: [],
  });
  const was = identity(A, { name: 'a.example', os: os('linux', 'Debian 12') });
  assert.deepEqual(
    texts([host(A), was], [host(A), identity(A, { name: 'b.example', os: os('windows', 'Windows 11') })]),
    [`name: ${A} is called b.example, was a.example`, `system: ${A} runs Windows 11, was Debian 12`],
  );
  assert.deepEqual(texts([host(A), was], [host(A), identity(A, { os: os('windows', 'Windows 11', 0.5) })]), []);
  assert.deepEqual(texts([host(A), was], [host(A), identity(A, { os: os('linux', 'Debian 12.5') })]), []);
  assert.deepEqual(texts([byArp(A, '02:00:5e:00:53:01')], [byArp(A, '02:00:5e:00:53:02')]), [
    `mac: ${A} has the MAC address 02:00:5e:00:53:02, was 02:00:5e:00:53:01`,
  ]);
});

test('a device under another address has moved, and its ports are compared there', () => {
  const [one, other] = ['02:00:5e:00:53:01', '02:00:5e:00:53:02'];
  assert.deepEqual(texts([byArp(A, one), open(A, 22), ended(A)], [byArp(B, one), open(B, 80), ended(B)]), [
    `host-moved: ${B} has another address, was ${A}`,
    `port-closed: ${B} 22/tcp is closed, was open`,
    `port-opened: ${B} 80/tcp is open, was closed`,
  ]);
  // Two that changed places.
  assert.deepEqual(texts([byArp(A, one), byArp(B, other)], [byArp(B, one), byArp(A, other)]), [
    `host-moved: ${A} has another address, was ${B}`,
    `host-moved: ${B} has another address, was ${A}`,
  ]);
  // Another took its address, and it is nowhere else.
  assert.deepEqual(texts([byArp(A, one), byArp(B, other)], [byArp(A, other)]), [
    `host-gone: ${A} is gone`,
    `host-moved: ${A} has another address, was ${B}`,
  ]);
  // A router that answers for many is no device that moves.
  assert.deepEqual(texts([byArp(A, one)], [byArp(B, one), byArp('198.18.0.7', one)]).length, 3);
  // Without MAC addresses, by what its SSH server shows.
  const ssh = (ip: string) =>
    service(ip, 22, { service: 'ssh', details: { hostKey: { fingerprint: 'SHA256:AAAAC3NzaC1' } } });
  assert.deepEqual(texts([host(A), open(A, 22), ssh(A)], [host(B), open(B, 22), ssh(B)]), [
    `host-moved: ${B} has another address, was ${A}`,
  ]);
});
