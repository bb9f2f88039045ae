import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPortsAhead, PORTS_OF_SCAN } from './ports-ahead.ts';
import { type ReservedPorts, reservePorts } from './reserved-ports.ts';

const NONE = (): boolean => false;

/** Blocks one after another, and which of them are held. */
function testPorts() {
  const held = new Set<number>();
  let blocks = 0;
  const ports = createPortsAhead((count = 0): ReservedPorts => {
    const base = 32_768 + blocks++ * count;
    held.add(base);
    return { base, count, close: () => void held.delete(base) };
  });
  return { ports, held };
}

test('ports ahead: one block waits, is used once, and is given back', () => {
  const { ports, held } = testPorts();
  ports.prepare();
  ports.prepare();
  assert.equal(held.size, 1);
  const first = ports.take('tcp', NONE);
  const second = ports.take('tcp', NONE);
  assert.notEqual(first.base, second.base);
  assert.equal(held.size, 2);
  ports.prepare();
  assert.equal(held.size, 3);
  ports.close();
  assert.deepEqual([...held], [first.base, second.base]);
});

test('ports ahead: UDP has its own, and ports that are wanted for something else are not taken', () => {
  const { ports, held } = testPorts();
  ports.prepare();
  const [ahead] = held;
  assert.notEqual(ports.take('udp', NONE).base, ahead);
  assert.equal(held.has(ahead), true);
  const other = ports.take('tcp', (port) => port === ahead + PORTS_OF_SCAN - 1);
  assert.notEqual(other.base, ahead);
  assert.equal(held.has(ahead), false);
});

test('ports ahead: where none can be held, whoever takes is told', () => {
  const ports = createPortsAhead(() => {
    throw new Error('EMFILE');
  });
  ports.prepare();
  assert.throws(() => ports.take('tcp', NONE), /EMFILE/);
});

test('ports ahead: nobody else has them meanwhile', () => {
  const ports = createPortsAhead();
  ports.prepare();
  const { base, count, close } = ports.take('tcp', NONE);
  const others = Array.from({ length: 10 }, () => reservePorts(PORTS_OF_SCAN));
  assert.ok(others.every((each) => each.base + each.count <= base || each.base >= base + count));
  for (const each of [...others, { close }]) each.close();
});
