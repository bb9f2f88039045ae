import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourceText } from './resource-error.ts';

test('what ran out is named, with what to do; other errors are not taken for it', () => {
  assert.match(resourceText({ code: 'EMFILE' }) ?? '', /may not open more files \(EMFILE\).*ulimit -n/);
  assert.match(resourceText(new Error("EMFILE: too many open files, open 'x.js'")) ?? '', /ulimit -n/);
  assert.match(resourceText({ code: 'EAGAIN' }) ?? '', /ulimit -u/);
  assert.match(
    resourceText(new Error('libc.so.6: cannot open shared object file: Too many open files')) ?? '',
    /ulimit -n/,
  );
  assert.match(resourceText({ code: 'ERR_WORKER_INIT_FAILED', message: 'EAGAIN' }) ?? '', /threads/);
  for (const other of [new TypeError('x is not a function'), { code: 'ENOENT' }, null, undefined, 'EMFILE', {}]) {
    assert.equal(resourceText(other), null);
  }
  assert.equal(resourceText({ code: 'toString' }), null);
});
