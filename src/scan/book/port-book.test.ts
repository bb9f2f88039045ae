import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, PortFinding } from '../../finding/finding.ts';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import { setOnce } from '../state/ledger.ts';
import { COUNTER } from '../state/shared-state.ts';
import { createPortBook } from './port-book.ts';

const FIRST = 0xc6120000;
const OPEN = 1;
const CLOSED = 2;
const TTL_64 = (64 << 16) | 512;

function world({ hosts = 4, ports = 1000, stateless = false, shard = { index: 1, count: 1 } } = {}) {
  const setup = fakeSetup({
    segments: [{ first: FIRST, last: FIRST + hosts - 1 }],
    ports: portsFrom(1, ports),
    stateless,
    shard,
  });
  const { state } = setup;
  const told: PortFinding[] = [];
  const book = createPortBook(setup, (finding: Finding) => {
    assert.equal(finding.type, 'port');
    told.push(finding as PortFinding);
  });
  return {
    setup,
    book,
    told,
    portsOf: (host: number) => told.filter(({ ip }) => ip === `198.18.0.${host}`).map(({ port }) => port),
    /** As the sender and the receiver do: a probe that is open, closed, or silent where `value` is 0. */
    ask(host: number, port: number, value: number, rttMicros = 1000): void {
      state.hosts.sent[host]++;
      if (value === 0) return;
      setOnce(state.ledger, host * ports + port - 1, value);
      if (value === CLOSED) state.hosts.closed[host]++;
      if (value !== OPEN) return;
      state.hosts.open[host]++;
      book.open(host, port, TTL_64, rttMicros, null);
    },
    /** So many seconds later. */
    later(seconds: number): void {
      state.counters[COUNTER.idleMicros] += seconds * 1e6;
      book.look();
    },
  };
}

test('101 open ports behind a firewall that drops the rest are told, with all that their answers said', () => {
  const { ask, book, later, told, portsOf } = world();
  for (let port = 1; port <= 1000; port++) ask(0, port, port <= 101 ? OPEN : 0, 1000 + port);
  assert.ok(told.length < 101, 'they look suspicious as they come');
  later(4);
  later(4);
  assert.deepEqual(portsOf(0), portsFrom(1, 101));
  assert.deepEqual(told[100], {
    ...{ type: 'port', ip: '198.18.0.0', proto: 'tcp', port: 101, state: 'open', reason: 'syn-ack' },
    ...{ ttl: 64, window: 512, rttMs: 1.101 },
  });
  book.release(false);
  assert.equal(told.length, 101, 'and once');
  assert.deepEqual([book.answersAll(0), book.toldOf(0), book.told], [false, 101, 101]);
});

test('in a long pass they are told some seconds later, once silence means something', () => {
  const { ask, later, told, portsOf } = world();
  for (let port = 1; port <= 100; port++) ask(0, port, OPEN);
  for (let port = 101; port <= 900; port++) ask(0, port, 0);
  later(1);
  assert.equal(told.length, 16);
  later(3);
  assert.equal(told.length, 16, 'the answers may still be on their way');
  later(3);
  assert.deepEqual(portsOf(0), portsFrom(1, 100));
  ask(0, 901, OPEN);
  assert.equal(told.length, 101, 'and of such a host at once');
});

test('a tarpit is none the less one where its answers are late, and its ports are not told', () => {
  const { ask, later, book, told } = world();
  // Sent long before they are answered.
  for (let port = 1; port <= 1000; port++) ask(1, port, 0);
  later(2);
  for (let port = 1; port <= 990; port++) {
    ask(1, port, OPEN);
    if (port % 200 === 0) later(0.1);
  }
  later(4);
  later(4);
  book.release(false);
  assert.ok(told.length <= 300);
  assert.deepEqual([book.answersAll(1), book.toldOf(1)], [true, told.length]);
});

test('hosts in one scan are judged one by one', () => {
  const { ask, book, portsOf } = world();
  for (let port = 1; port <= 1000; port++) {
    ask(0, port, OPEN);
    ask(1, port, port % 2 === 0 ? OPEN : CLOSED);
    ask(2, port, port % 2 === 0 ? OPEN : 0);
    ask(3, port, port % 10 === 0 ? OPEN : CLOSED);
  }
  book.release(false);
  assert.deepEqual([0, 1, 2, 3].map(book.answersAll), [true, false, false, false]);
  assert.deepEqual(
    [0, 1, 2, 3].map((host) => portsOf(host).length),
    [16, 500, 500, 100],
  );
  for (const host of [1, 2, 3]) assert.equal(new Set(portsOf(host)).size, portsOf(host).length);
});

test('interrupted, it is judged by what was asked until then', () => {
  const { ask, book, portsOf } = world({ ports: 60_000 });
  for (let port = 1; port <= 2000; port++) {
    ask(0, port, OPEN);
    ask(1, port, port <= 101 ? OPEN : 0);
  }
  book.release(true);
  assert.deepEqual([book.answersAll(0), book.answersAll(1)], [true, false]);
  assert.deepEqual(portsOf(1), portsFrom(1, 101));
});

test('of a shard, its own ports count', () => {
  const { ask, book, told } = world({ shard: { index: 1, count: 4 } });
  for (let port = 1; port <= 250; port++) ask(0, port, OPEN);
  for (let again = 0; again < 250; again++) ask(0, 1, 0); // repeats
  book.release(false);
  assert.deepEqual([book.answersAll(0), told.length], [true, 16]);
});

test('a network of tarpits takes bits, not objects; an ordinary host among them is told as ever', () => {
  const { ask, book, portsOf } = world({ hosts: 64, ports: 65_535 });
  const before = process.memoryUsage().heapUsed;
  for (let host = 0; host < 63; host++) for (let port = 1; port <= 65_535; port++) ask(host, port, OPEN);
  const used = process.memoryUsage().heapUsed - before;
  assert.ok(used < 40e6, `${used} bytes of heap for four million held ports`);
  for (let port = 1; port <= 65_535; port++) ask(63, port, port % 3 === 0 ? OPEN : CLOSED);
  book.release(false);
  assert.equal([...Array(64).keys()].filter(book.answersAll).length, 63);
  assert.equal(portsOf(63).length, 21_845);
});

test('without a ledger all is told as it comes: the receiver knows what it has told', () => {
  const { setup, book, told } = world({ stateless: true });
  for (let port = 1; port <= 1000; port++) book.open(2, port, TTL_64, 0, null);
  book.look();
  book.release(false);
  assert.deepEqual([told.length, book.told, book.answersAll(2)], [1000, 1000, false]);
  assert.equal(setup.state.ledger.length, 0);
});
