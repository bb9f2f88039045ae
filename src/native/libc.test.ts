import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { test } from 'node:test';
import { declare, loadBinary } from './libc.ts';

test('libc: the binary that is loaded past koffi’s loader is the one that it would load', (t) => {
  const found = findPackageJSON('koffi', import.meta.url);
  assert.ok(found !== undefined);
  const { version } = JSON.parse(readFileSync(found, 'utf8'));
  const direct = loadBinary(process.platform, process.arch);
  t.diagnostic(direct === null ? 'not known on this machine' : `koffi ${direct.version}`);
  if (direct !== null) assert.equal(direct.version, version);
  assert.equal(declare('int getpid()')(), process.pid);
});

test('libc: other machines are left to koffi’s loader', () => {
  assert.equal(loadBinary('darwin', 'arm64'), null);
  assert.equal(loadBinary('linux', 'riscv64'), null);
  assert.equal(loadBinary('linux', 'constructor'), null);
});
