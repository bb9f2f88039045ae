// Made-up kernels: what they answer, byte for byte.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { converse, type NetlinkQuestions } from './conversation.ts';
import { emitRequest, parseAttributes, parseMessages } from './message.ts';

const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;

/** A kernel that answers each request with these messages: type and body. */
function kernel(...answers: [type: number, body: Uint8Array][]): NetlinkQuestions & { asked: Uint8Array[] } {
  const asked: Uint8Array[] = [];
  const waiting: Uint8Array[] = [];
  const questions = converse({
    send(request) {
      asked.push(request);
      const [{ sequence }] = parseMessages(request);
      for (const [type, body] of answers) waiting.push(emitRequest(type, 0, sequence, body));
    },
    receive: () => waiting.shift() as Uint8Array,
  });
  return { ...questions, asked };
}

function failure(errno: number): [number, Uint8Array] {
  return [NLMSG_ERROR, new Uint8Array(Int32Array.of(-errno, 0, 0, 0, 0).buffer)];
}

test('a kernel without IP_MULTIPLE_TABLES has no rules (EOPNOTSUPP); any other refusal is an error', () => {
  assert.deepEqual(kernel(failure(95)).rules(), []);
  assert.throws(() => kernel(failure(13)).rules(), { code: 'EACCES' });
});

test('rules by protocol and port', () => {
  const rule = Uint8Array.from(
    Buffer.from(
      // struct fib_rule_hdr: family 2, table 100, action 1; FRA_PRIORITY 99, FRA_IP_PROTO 6, FRA_SPORT_RANGE, FRA_DPORT_RANGE
      '0200000064000001000000000800060063000000050016000600000008001700e803f30308001800bb01bc01',
      'hex',
    ),
  );
  assert.deepEqual(kernel([32, rule], [NLMSG_DONE, new Uint8Array(4)]).rules(), [
    {
      priority: 99,
      table: 100,
      destination: 0,
      prefixLength: 0,
      protocol: 6,
      sourcePorts: [1000, 1011],
      destinationPorts: [443, 444],
    },
  ]);
});

test('a lookup names protocol and ports where they are given', () => {
  const asking = kernel(failure(101));
  assert.equal(asking.routeTo(0xc6130001, { protocol: 17, sourcePort: 40000, destinationPort: 53 }).type, 'no-route');
  const attributes = parseAttributes(asking.asked[0], 16 + 12);
  assert.deepEqual(attributes.get(27), Uint8Array.of(17));
  assert.deepEqual(attributes.get(28), Uint8Array.of(0x9c, 0x40));
  assert.deepEqual(attributes.get(29), Uint8Array.of(0, 53));
  const plain = kernel(failure(101));
  plain.routeTo(0xc6130001);
  assert.deepEqual([...parseAttributes(plain.asked[0], 16 + 12).keys()], [1]);
});

test('an interface that is not there is null, another refusal an error', () => {
  assert.equal(kernel(failure(19)).interfaceAt(7), null);
  assert.throws(() => kernel(failure(1)).interfaceAt(7), { code: 'EPERM' });
});
