import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { loadBinary } from './libc.ts';

test('libc: the binary that is loaded past koffi’s loader is the one that it would load', (t) => {
  const { version, load } = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  const direct = loadBinary(process.platform, process.arch);
  t.diagnostic(direct === null ? 'not known on this machine' : `koffi ${direct.version}`);
  if (direct !== null) {
    assert.equal(direct.version, version);
    assert.equal(direct.load('libc.so.6').func('int getpid()')(), process.pid);
  }
  assert.equal(load('libc.so.6').func('int getpid()')(), process.pid);
});

test('libc: other machines are left to koffi’s loader', () => {
  assert.equal(loadBinary('darwin', 'arm64'), null);
  assert.equal(loadBinary('linux', 'riscv64'), null);
  assert.equal(loadBinary('linux', 'constructor'), null);
});
