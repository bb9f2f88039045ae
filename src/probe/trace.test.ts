import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fold, isRight, pseudoHeaderSum, sum } from '../wire/checksum.ts';
import * as ipv4 from '../wire/ipv4.ts';
import { createAnswer } from './answer.ts';
import {
  ARRIVED_THERE,
  DIED,
  emitTrace,
  isToken,
  NOTHING,
  REFUSED,
  readTrace,
  type TraceAnswer,
  type TraceMethod,
  type TraceProbe,
} from './trace.ts';

const OURS = 0xc6120001;
const TARGET = 0xc6130005;
const ROUTER = 0xc61200fe;
const METHODS: readonly TraceMethod[] = ['icmp', 'udp', 'tcp'];

const probeOf = (method: TraceMethod, token: number, ttl = 3): TraceProbe => ({
  ...{ method, source: OURS, destination: TARGET, ttl, ownPort: 40_000, port: method === 'icmp' ? 0 : 33_434, token },
});
const tokens = fc.integer({ min: 0, max: 0xffffffff }).filter(isToken);

function packetOf(probe: TraceProbe): Uint8Array {
  const bytes = new Uint8Array(64);
  return bytes.slice(0, emitTrace(bytes, 0, probe));
}

/** An IPv4 packet with its checksum. */
function packet(source: number, protocol: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(20 + payload.length);
  ipv4.emit(bytes, 0, {
    ...{ typeOfService: 0, identification: 1, dontFragment: false, moreFragments: false, fragmentOffset: 0, ttl: 60 },
    ...{ protocol, source, destination: OURS, options: new Uint8Array(0), payloadLength: payload.length },
  });
  bytes.set(payload, 20);
  return bytes;
}

/** An ICMP error of `from`, which quotes 28 bytes of a packet, as routers with little to say do. */
function errorOf(from: number, type: number, code: number, quoted: Uint8Array): Uint8Array {
  const message = new Uint8Array(8 + 28);
  message.set([type, code]);
  message.set(quoted.subarray(0, 28), 8);
  const checksum = ~fold(sum(message, 0, message.length, 0)) & 0xffff;
  message.set([checksum >> 8, checksum & 255], 2);
  return packet(from, ipv4.PROTOCOL_ICMP, message);
}

function read(bytes: Uint8Array): [kind: number, answer: TraceAnswer, host: number] {
  const answer: TraceAnswer = { from: 0, token: 0, method: 'icmp' };
  const scratch = createAnswer();
  return [readTrace(bytes, 0, bytes.length, 0, true, scratch, answer), answer, scratch.host];
}

for (const method of METHODS) {
  test(`${method}: what dies on the way shows its token in the 28 bytes that are quoted`, () => {
    fc.assert(
      fc.property(tokens, (token) => {
        const sent = packetOf(probeOf(method, token));
        assert.equal(ipv4.ttl(sent, 0), 3);
        const [kind, answer, host] = read(errorOf(ROUTER, 11, 0, sent));
        assert.deepEqual([kind, answer, host], [DIED, { from: ROUTER, token, method }, TARGET]);
      }),
    );
  });

  test(`${method}: checksums are right, and routers that spread packets see the same flow`, () => {
    fc.assert(
      fc.property(tokens, tokens, (one, other) => {
        const [first, second] = [packetOf(probeOf(method, one)), packetOf(probeOf(method, other, 9))];
        const protocol = ipv4.protocol(first, 0);
        const pseudo = method === 'icmp' ? 0 : pseudoHeaderSum(OURS, TARGET, protocol, first.length - 20);
        assert.ok(isRight(first, 20, first.length - 20, pseudo));
        assert.deepEqual(first.subarray(20, 24), second.subarray(20, 24));
      }),
    );
  });
}

test('the target itself answers: an echo reply, a SYN-ACK or RST, a refusal of its port', () => {
  const token = 0x12345678;
  const echo = packetOf(probeOf('icmp', token)).slice(20);
  echo[0] = 0;
  echo.set([0, 0], 2);
  const checksum = ~fold(sum(echo, 0, echo.length, 0)) & 0xffff;
  echo.set([checksum >> 8, checksum & 255], 2);
  const [kind, answer] = read(packet(TARGET, ipv4.PROTOCOL_ICMP, echo));
  assert.deepEqual([kind, answer], [ARRIVED_THERE, { from: TARGET, token, method: 'icmp' }]);

  const datagram = packetOf(probeOf('udp', token));
  const [refusal, said] = read(errorOf(TARGET, 3, 3, datagram));
  assert.deepEqual([refusal, said.token], [ARRIVED_THERE, token]);

  const reset = Uint8Array.from([
    ...[0x82, 0x9a, 0x9c, 0x40, 0, 0, 0, 0, 0x12, 0x34, 0x56, 0x79, 0x50, 0x14, 0, 0, 0, 0, 0, 0],
  ]);
  const wrong = read(packet(TARGET, ipv4.PROTOCOL_TCP, reset));
  assert.equal(wrong[0], NOTHING, 'its checksum is wrong');
  const pseudo = pseudoHeaderSum(TARGET, OURS, ipv4.PROTOCOL_TCP, reset.length);
  const right = ~fold(sum(reset, 0, reset.length, pseudo)) & 0xffff;
  reset.set([right >> 8, right & 255], 16);
  const [arrived, segment] = read(packet(TARGET, ipv4.PROTOCOL_TCP, reset));
  assert.deepEqual([arrived, segment], [ARRIVED_THERE, { from: TARGET, token, method: 'tcp' }]);
});

test('a refusal by somebody on the way is none of the target', () => {
  const sent = packetOf(probeOf('udp', 0x12345678));
  assert.equal(read(errorOf(ROUTER, 3, 3, sent))[0], REFUSED);
  assert.equal(read(errorOf(ROUTER, 3, 13, sent))[0], REFUSED);
});

test('whatever comes, nothing throws, and what is cut short is nothing', () => {
  const whole = errorOf(ROUTER, 11, 0, packetOf(probeOf('udp', 0x12345678)));
  for (let length = 0; length < whole.length; length++) assert.equal(read(whole.slice(0, length))[0], NOTHING);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      read(bytes);
    }),
  );
});
