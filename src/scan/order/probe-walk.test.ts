// Which of our addresses asks. What else a walk keeps the books of is tested with whole scans (simulation/).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeSetup, portsFrom } from '../engine-setup.test-data.ts';
import type { Pass } from '../state/shared-state.ts';
import { createProbeWalk } from './probe-walk.ts';

const FIRST = 0xc6120014;
const HOSTS = 3;
const PORTS = 40;
const SOURCES = [11, 12, 13, 14];

function walk(answered: number, stateless = false) {
  const setup = fakeSetup({
    segments: [{ first: FIRST, last: FIRST + HOSTS - 1 }],
    ports: portsFrom(1, PORTS),
    probe: 'udp',
    sources: SOURCES,
    stateless,
  });
  setup.answered?.fill(answered);
  let put: { host: number; source: number }[] = [];
  const begin = createProbeWalk(setup, {
    begin() {},
    put(_segment, host, _address, _portIndex, _slot, source) {
      put.push({ host, source });
    },
    flush() {},
  });
  return (pass: Pass) => {
    put = [];
    const walked = begin(pass);
    while (!walked.done) walked.send(7, 1000);
    return put;
  };
}

const everything: Pass = { number: 1, list: null };

test('the first attempt goes out from the first address, whatever others there are', () => {
  for (const stateless of [false, true]) {
    const put = walk(0b1111, stateless)(everything);
    assert.equal(put.length, HOSTS * PORTS);
    assert.ok(put.every(({ source }) => source === SOURCES[0]));
  }
});

/** What repeats ask a host from, where it has answered the addresses of these bits. */
function repeats(answered: number): number[] {
  const send = walk(answered);
  send(everything);
  const list = Uint32Array.from(portsFrom(0, HOSTS * PORTS));
  const put = [2, 3].flatMap((number) => send({ number, list }));
  const byHost = portsFrom(0, HOSTS).map((host) =>
    put.filter((each) => each.host === host).map(({ source }) => source),
  );
  for (const each of byHost) assert.deepEqual(each, byHost[0], 'each host by itself');
  return byHost[0];
}

test('repeats go out from all in turn', () => {
  assert.deepEqual(
    repeats(0b1111),
    portsFrom(0, 2 * PORTS).map((k) => SOURCES[(k + 1) % SOURCES.length]),
  );
});

test('after six repeats each, from those alone that the host answers, and from the first', () => {
  const trials = 6 * SOURCES.length;
  const inTurn = portsFrom(0, trials).map((k) => SOURCES[(k + 1) % SOURCES.length]);
  for (const [answered, live] of [
    [0, [11]],
    [0b0100, [13, 11]],
    [0b1011, [12, 14, 11]],
  ] as const) {
    const from = repeats(answered);
    assert.deepEqual(from.slice(0, trials), inTurn);
    assert.deepEqual(
      from.slice(trials),
      from.slice(trials).map((_, k) => live[k % live.length]),
    );
  }
});

test('without a ledger every attempt goes out from the first', () => {
  const send = walk(0b1111, true);
  send(everything);
  assert.ok(send({ number: 2, list: null }).every(({ source }) => source === SOURCES[0]));
});
