import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TIME } from '../findings.test-data.ts';
import { violations } from '../lines.test-data.ts';
import { END, LOSSY, LOST, OPEN } from './events.test-data.ts';
import { pingLine } from './json.ts';

test('a probe', () => {
  assert.equal(
    pingLine(OPEN, TIME),
    '{"v":1,"type":"ping","target":"host.example","n":1,"src":"198.18.0.1","sport":51234,"dst":"198.19.0.10",' +
      '"dport":443,"seq":3029575850,"ack":3029575851,"state":"open","reason":"syn-ack","from":null,"ttl":64,' +
      '"window":64240,"mac":null,"rttMs":0.213,"time":"2026-11-27T03:12:12.042Z"}\n',
  );
});

test('an end; times lose the digits that mean nothing', () => {
  assert.equal(
    pingLine({ ...END, strays: { 'wrong-ack': 2 } }, TIME),
    '{"v":1,"type":"ping-end","target":"host.example","dst":"198.19.0.10","dport":443,"sent":4,"received":4,' +
      '"lossPercent":0,"duplicates":0,"late":0,"outOfOrder":0,"strays":{"wrong-ack":2},' +
      '"rttMs":{"min":0.2,"avg":0.225,"max":0.3,"median":0.2,"p95":0.3,"stddev":0.01,"jitter":0.01},' +
      '"clock":"kernel","interrupted":false,"time":"2026-11-27T03:12:12.042Z"}\n',
  );
  assert.equal(JSON.parse(pingLine({ ...OPEN, rttMs: 0.1 + 0.2 }, TIME)).rttMs, 0.3);
});

test('every line keeps to the schema', () => {
  for (const event of [...LOSSY, { ...END, rttMs: null }]) {
    assert.deepEqual(violations(JSON.parse(pingLine(event, TIME))), [], event.type);
  }
});

test('the schema refuses what is no such line', () => {
  const [lost, end] = [LOST, END].map((event) => JSON.parse(pingLine(event, TIME)));
  const wrong = [
    { ...lost, state: 'dead' },
    { ...lost, n: 0 },
    { ...lost, seq: null },
    { ...lost, ack: -1 },
    { ...lost, mac: 'x' },
    { ...lost, rttMs: '0.2' },
    { ...end, strays: { x: -1 } },
    { ...end, strays: { x: 'y' } },
    { ...end, rttMs: {} },
    { ...end, lossPercent: 101 },
    { ...end, clock: 'sun' },
    { ...end, surprise: 1 },
  ];
  for (const value of wrong) assert.notDeepEqual(violations(value), [], JSON.stringify(value));
});

test('a line is one line of printable characters', () => {
  const line = pingLine({ type: 'ping-notice', code: 'N_X', text: 'a\n\x9b\u2028' }, TIME);
  assert.equal(
    line,
    '{"v":1,"type":"ping-notice","code":"N_X","text":"a\\n\\u009b\\u2028","time":"2026-11-27T03:12:12.042Z"}\n',
  );
});
