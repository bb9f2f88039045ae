import assert from 'node:assert/strict';
import test from 'node:test';
import { readHping, readNping, readPortolanPing } from './read-ping.ts';

const PORTOLAN = [
  '{"v":1,"type":"ping-start","target":"198.18.0.2","src":"198.18.0.1","sport":56004,"dst":"198.18.0.2","dport":80,"seq":9}',
  '{"v":1,"type":"ping","n":1,"sport":56004,"dport":80,"seq":9,"ack":10,"state":"open","rttMs":0.036}',
  '{"v":1,"type":"ping","n":2,"sport":56005,"dport":80,"seq":4,"ack":null,"state":"no-answer","rttMs":null}',
  '{"v":1,"type":"ping-end","sent":2,"received":1,"lossPercent":50,"duplicates":3,"late":4,"strays":{"wrong-ack":5,"truncated":6},"rttMs":{"min":0.036},"clock":"kernel"}',
  '',
];

test('read-ping: portolan gives each reply with its probe, and its summary', () => {
  assert.deepEqual(readPortolanPing(PORTOLAN.join('\n')), {
    replies: [{ port: 56004, seq: 9, ack: 10, rttMs: 0.036 }],
    end: { sent: 2, received: 1, strays: 11, duplicates: 3, late: 4, clock: 'kernel' },
  });
});

test('read-ping: portolan cut short, also within a line, has no summary and keeps its replies', () => {
  for (const length of [3, 4]) {
    const { replies, end } = readPortolanPing(PORTOLAN.slice(0, length).join('\n').slice(0, -1));
    assert.deepEqual([replies.length, end], [1, null]);
  }
});

test('read-ping: hping3 gives number and time; duplicates and other lines are left out', () => {
  const text = `HPING 198.18.0.2 (v0 198.18.0.2): S set, 40 headers + 0 data bytes
len=44 ip=198.18.0.2 ttl=64 DF id=0 sport=80 flags=SA seq=0 win=64240 rtt=1.0 ms
len=40 ip=198.18.0.2 ttl=64 id=0 sport=80 flags=RA seq=17 win=0 rtt=1007.2 ms
DUP! len=40 ip=198.18.0.2 ttl=64 id=0 sport=80 flags=RA seq=17 win=0 rtt=1007.9 ms
len=44 ip=198.18.0.2 ttl=64 DF id=0 sport=80 flags=SA seq=1 win=64`;
  assert.deepEqual(readHping(text), [
    { n: 0, rttMs: 1 },
    { n: 17, rttMs: 1007.2 },
  ]);
});

test('read-ping: nping gives times of probes and answers, and its own summary', () => {
  const text = `
Starting Nping 0.7.93 ( https://nmap.org/nping ) at 2026-11-21 11:55 UTC
SENT (0.0141s) TCP 198.18.0.1:63700 > 198.18.0.2:80 S ttl=64 id=19172 iplen=40  seq=1941041108 win=1480 
RCVD (0.0142s) TCP 198.18.0.2:80 > 198.18.0.1:63700 SA ttl=64 id=0 iplen=44  seq=1937583029 win=64240 <mss 1460>
SENT (12.0151s) TCP 198.18.0.1:63700 > 198.18.0.2:80 S ttl=64 id=19172 iplen=40  seq=1941041108 win=1480 
 
Max rtt: 0.029ms | Min rtt: 0.004ms | Avg rtt: 0.007ms
Raw packets sent: 2 (80B) | Rcvd: 1 (44B) | Lost: 1 (50.00%)
`;
  assert.deepEqual(readNping(text), {
    sent: [0.0141, 12.0151],
    received: [{ seconds: 0.0142, seq: 1937583029 }],
    rttMs: { min: 0.004, avg: 0.007, max: 0.029 },
  });
  assert.equal(readNping('Max rtt: N/A | Min rtt: N/A | Avg rtt: N/A').rttMs, null);
});
