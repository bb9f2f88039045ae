import assert from 'node:assert/strict';
import { test } from 'node:test';
import { END } from './events.test-data.ts';
import { pingSummary, pingTable } from './summary.ts';

test('one target: a block', () => {
  assert.equal(
    pingSummary([END], { methods: new Map([['host.example 198.19.0.10 443', 'tcp']]) }),
    `--- host.example (198.19.0.10) port 443 by TCP ---
4 sent, 4 received, 0 % lost, 0 duplicates, 0 late, 0 out of order, 0 strays
RTT min/avg/max 0.200/0.225/0.300 ms, median 0.200 ms, p95 0.300 ms, stddev 0.010 ms, jitter 0.010 ms
clock: the kernel's, for sending and receiving
`,
  );
});

test('losses, strays by reason, no times, another clock', () => {
  assert.equal(
    pingSummary([
      {
        ...END,
        target: '198.19.0.10',
        dport: 0,
        sent: 12_000,
        received: 0,
        lossPercent: 100,
        duplicates: 1,
        late: 2,
        outOfOrder: 3,
        strays: { 'wrong-ack': 1000, 'bad-\x1bchecksum': 1, truncated: 0 },
        rttMs: null,
        clock: 'process',
      },
    ]),
    `--- 198.19.0.10 ---
12,000 sent, 0 received, 100 % lost, 1 duplicate, 2 late, 3 out of order, 1,001 strays (1,000 wrong-ack, 1 bad-\\u{1b}checksum)
RTT: none, as no answer counted
clock: this program's, which adds its own delays
`,
  );
  assert.match(pingSummary([{ ...END, clock: 'kernel-receive' }]), /clock: the kernel's for receiving, this program's/);
});

test('a loss is never 0 %', () => {
  const loss = (sent: number, received: number, lossPercent: number) =>
    /received, (.*) lost/.exec(pingSummary([{ ...END, sent, received, lossPercent }]))![1];
  assert.equal(loss(3, 1, 66.6667), '66.6667 %');
  assert.equal(loss(4, 3, 25), '25 %');
  assert.equal(loss(10_000_000, 9_999_999, 0), 'under 0.0001 %');
});

const OTHER = {
  ...END,
  target: '198.19.0.20',
  dst: '198.19.0.20',
  dport: 80,
  sent: 1200,
  received: 0,
  lossPercent: 100,
  rttMs: null,
};
const THIRD = { ...END, sent: 4, received: 3, lossPercent: 25, late: 1, strays: { truncated: 2 }, dport: 8443 };

test('several targets: a block each, a table, and the sum', () => {
  const text = pingSummary([END, OTHER, THIRD]);
  assert.equal(text.match(/^---/gm)?.length, 3);
  assert.equal(
    text.slice(text.indexOf('\ntarget')),
    `
target        address      port   sent  received   lost  min ms    avg    max  median    p95  stddev  jitter  late  strays
host.example  198.19.0.10   443      4         4    0 %   0.200  0.225  0.300   0.200  0.300   0.010   0.010     0       0
198.19.0.20   198.19.0.20    80  1,200         0  100 %       -      -      -       -      -       -       -     0       0
host.example  198.19.0.10  8443      4         3   25 %   0.200  0.225  0.300   0.200  0.300   0.010   0.010     1       2

3 targets, 1,208 sent, 7 received, 99.4205 % lost: 1 answered every probe, 1 some, 1 none
`,
  );
});

test('columns that say nothing are left out', () => {
  const first = (text: string) => text.split('\n')[0].trim().split(/ {2,}/);
  const echo = { ...OTHER, dport: 0 };
  assert.deepEqual(first(pingTable([echo, { ...echo, target: '198.19.0.21', dst: '198.19.0.21' }])).slice(0, 3), [
    'target',
    'sent',
    'received',
  ]);
  assert.deepEqual(first(pingTable([{ ...echo, duplicates: 1, outOfOrder: 1 }, echo])).slice(-2), [
    'duplicates',
    'out of order',
  ]);
});

test('of very many only the table, with the clocks; blocks too where they are asked for', () => {
  const many = Array.from({ length: 21 }, (_, i) => ({ ...END, dport: i + 1 }));
  const text = pingSummary(many);
  assert.doesNotMatch(text, /^---/m);
  assert.match(text, /21 answered every probe, 0 some, 0 none\nclock: the kernel's, for sending and receiving\n$/);
  assert.equal(pingSummary(many, { verbose: true }).match(/^---/gm)?.length, 21);
});

test('nothing came to an end, nothing was sent', () => {
  assert.equal(pingSummary([]), '');
  assert.match(pingSummary([{ ...END, sent: 0, received: 0 }]), /\n0 sent, 0 received, 0 % lost/);
});
