import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLORED } from '../style.ts';
import { LOST, OPEN, START, STRAY, UNREACHABLE } from './events.test-data.ts';
import { resultLine, startLine, strayLine } from './text.ts';

test('the header says who asks whom, how, and through what', () => {
  assert.equal(
    startLine(START),
    'ping host.example (198.19.0.10) port 443 by TCP from 198.18.0.1:51234 through eth0, first sequence number 3029575850',
  );
  const plain = { ...START, target: '198.19.0.10', dport: 0, sport: 0, seq: 0 } as const;
  assert.equal(
    startLine({ ...plain, method: 'icmp' }),
    'ping 198.19.0.10 by ICMP echo from 198.18.0.1 through eth0, first sequence number 0',
  );
  assert.equal(startLine({ ...plain, method: 'arp' }), 'ping 198.19.0.10 by ARP from 198.18.0.1 through eth0');
});

test('a line a probe', () => {
  assert.equal(
    resultLine(OPEN),
    '    1  198.18.0.1:51234 > 198.19.0.10:443  seq 3029575850  ack 3029575851  ttl 64  window 64240  0.213 ms  open',
  );
  assert.equal(resultLine(LOST), '    2  198.18.0.1:51234 > 198.19.0.10:443  seq 7           no-answer');
  assert.equal(
    resultLine(UNREACHABLE),
    '    3  198.18.0.1:51234 > 198.19.0.10:443  seq 7           ttl 63  1.500 ms  unreachable  icmp-host-unreachable  from 198.18.0.254',
  );
  assert.match(resultLine(OPEN, { verbose: true }), / {2}open {2}syn-ack$/);
  assert.match(resultLine(OPEN, { style: COLORED }), / {2}\x1b\[32mopen\x1b\[39m$/);
  assert.match(resultLine(LOST, { style: COLORED }), /\x1b\[33mno-answer\x1b\[39m$/);
});

test('only what the method has', () => {
  const echo = { ...OPEN, dport: 0, seq: 3, ack: null, window: null, state: 'up', reason: 'echo-reply' } as const;
  assert.equal(
    resultLine(echo, { method: 'icmp' }),
    '    1  198.18.0.1 > 198.19.0.10  seq 3           ttl 64  0.213 ms  up',
  );
  assert.equal(
    resultLine({ ...echo, ttl: null, mac: '02:00:00:00:00:01', reason: 'arp-reply' }, { method: 'arp' }),
    '    1  198.18.0.1 > 198.19.0.10  02:00:00:00:00:01  0.213 ms  up',
  );
  assert.doesNotMatch(resultLine(OPEN, { method: 'connect' }), /seq/);
});

test('strays say what they are, why, and who sent them', () => {
  assert.equal(strayLine(STRAY), '       stray  wrong-ack  from 198.19.0.10:443  for host.example');
  assert.equal(
    strayLine({ ...STRAY, kind: 'duplicate', reason: 'syn-ack', n: 4, target: null, rttMs: 0.5 }),
    '       duplicate answer to 4  syn-ack  from 198.19.0.10:443  0.500 ms',
  );
});

test('nothing unprintable goes out', () => {
  const evil = 'a\x1b[2J\nb';
  const lines = [
    startLine({ ...START, target: evil, src: evil, dst: evil, interface: evil }),
    resultLine(
      { ...OPEN, src: evil, dst: evil, reason: evil, from: `x${evil}`, mac: evil, state: 'unreachable' },
      { verbose: true },
    ),
    strayLine({ ...STRAY, reason: evil, from: evil, target: evil }),
  ];
  for (const line of lines) assert.doesNotMatch(line, /[\p{C}\p{Zl}\p{Zp}]/u);
});
