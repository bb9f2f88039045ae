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

function walk(stateless = false) {
  const setup = fakeSetup({
    segments: [{ first: FIRST, last: FIRST + HOSTS - 1 }],
    ports: portsFrom(1, PORTS),
    probe: 'udp',
    sources: SOURCES,
    stateless,
  });
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
    const put = walk(stateless)(everything);
    assert.equal(put.length, HOSTS * PORTS);
    assert.ok(put.every(({ source }) => source === SOURCES[0]));
  }
});

test('repeats go out from all in turn, to each host by itself', () => {
  const send = walk();
  send(everything);
  const put = [2, 3].flatMap((number) => send({ number, list: Uint32Array.from(portsFrom(0, HOSTS * PORTS)) }));
  for (let host = 0; host < HOSTS; host++) {
    const from = put.filter((each) => each.host === host).map(({ source }) => source);
    assert.deepEqual(
      from,
      from.map((_, k) => SOURCES[(PORTS + k) % SOURCES.length]),
    );
  }
});

test('without a ledger every attempt goes out from the first', () => {
  const send = walk(true);
  send(everything);
  assert.ok(send({ number: 2, list: null }).every(({ source }) => source === SOURCES[0]));
});
