import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { receiveDescriptor, sendDescriptor } from './descriptor-passing.ts';
import { openSocketPair } from './socket-pair.ts';

const LINUX = { skip: process.platform === 'linux' ? false : 'SCM_RIGHTS as Linux lays it out' };

test('an open file arrives with its tag, and is the same file', LINUX, () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-pass-'));
  const [ours, theirs] = openSocketPair();
  try {
    const path = join(folder, 'file');
    const file = openSync(path, 'a');
    assert.equal(receiveDescriptor(theirs), null, 'nothing waits');
    sendDescriptor(ours, file, 7);
    sendDescriptor(ours, file, Number.MAX_SAFE_INTEGER);
    writeSync(file, 'a');
    closeSync(file);
    const first = receiveDescriptor(theirs);
    const second = receiveDescriptor(theirs);
    assert.deepEqual([first?.tag, second?.tag], [7, Number.MAX_SAFE_INTEGER]);
    assert.ok(first !== null && second !== null);
    writeSync(first.descriptor, 'b');
    writeSync(second.descriptor, 'c');
    assert.equal(readFileSync(path, 'utf8'), 'abc');
    closeSync(first.descriptor);
    closeSync(second.descriptor);
    assert.equal(receiveDescriptor(theirs), null);
  } finally {
    closeSync(theirs);
    closeSync(ours);
    rmSync(folder, { recursive: true });
  }
});

test('data without a descriptor is skipped; a closed socket is the end', LINUX, () => {
  const [ours, theirs] = openSocketPair();
  writeSync(ours, '12345678');
  assert.equal(receiveDescriptor(theirs), null);
  const file = openSync('/dev/null', 'r');
  writeSync(ours, 'abc');
  sendDescriptor(ours, file, 3);
  // The stream is torn: the descriptor comes all the same, and can be closed.
  const passed = receiveDescriptor(theirs);
  assert.ok(passed !== null);
  closeSync(passed.descriptor);
  closeSync(file);
  closeSync(ours);
  assert.equal(receiveDescriptor(theirs), null);
  assert.throws(() => sendDescriptor(theirs, 1, 1), { code: 'EPIPE' });
  closeSync(theirs);
});
