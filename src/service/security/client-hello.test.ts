import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex, latin1 } from '../bytes.ts';
import { clientHello, readServerHello, SSL_3, TLS_1_1 } from './client-hello.ts';

const RANDOM = '50'.repeat(32);

test('its lengths hold, with a name and without', () => {
  for (const name of [undefined, 'lab.example.org']) {
    const hello = clientHello([0x0005, 0xc02f], name);
    assert.equal(hello[3] * 256 + hello[4], hello.length - 5);
    assert.equal(hello[7] * 256 + hello[8], hello.length - 9);
    assert.deepEqual([...hello.subarray(44, 50)], [0, 4, 0, 5, 0xc0, 0x2f]);
    assert.equal(latin1(hello).includes('lab.example.org'), name !== undefined);
  }
});

test('no version above the newest is offered, in the record neither', () => {
  const versions = (hello: Uint8Array): number[] => [...hello.subarray(1, 3), ...hello.subarray(9, 11)];
  assert.deepEqual(versions(clientHello([5])), [3, 1, 3, 3]);
  assert.deepEqual(versions(clientHello([5], undefined, TLS_1_1)), [3, 1, 3, 2]);
  assert.deepEqual(versions(clientHello([5], undefined, SSL_3)), [3, 0, 3, 0]);
});

test('what a server chose, with a session and without; what is none, or cut short', () => {
  assert.deepEqual(readServerHello(hex(`16 0303 002a 02 000026 0303 ${RANDOM} 00 c012 00`)), {
    version: 0x0303,
    suite: 0xc012,
  });
  assert.deepEqual(readServerHello(hex(`16 0301 002c 02 000028 0301 ${RANDOM} 02 aabb 0005 00`)), {
    version: 0x0301,
    suite: 0x0005,
  });
  assert.equal(readServerHello(hex(`16 0303 002a 02 000026 0303 ${RANDOM} 00 c0`)), null);
  assert.equal(readServerHello(hex(`16 0303 002a 02 000026 0303 ${RANDOM} ff c012`)), null);
  assert.equal(readServerHello(hex('15 0303 0002 02 28')), null);
  assert.equal(readServerHello(new Uint8Array(0)), null);
});

test('whatever comes, a choice lies within it', () => {
  const changed = fc.tuple(fc.uint8Array({ maxLength: 90 }), fc.boolean()).map(([bytes, isHello]) => {
    if (isHello) bytes.set(hex('16 0303 002a 02 000026 03').subarray(0, bytes.length));
    return bytes;
  });
  fc.assert(
    fc.property(changed, (bytes) => {
      const hello = readServerHello(bytes);
      assert(hello === null || (hello.version >> 8 === 3 && hello.suite <= 0xffff && bytes.length >= 46));
    }),
  );
});
