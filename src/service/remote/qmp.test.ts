import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { qmp } from './qmp.ts';

test('greets with the version of QEMU', () => {
  const verdict = qmp.read(
    reply(
      '{"QMP": {"version": {"qemu": {"micro": 13, "minor": 2, "major": 7}, "package": "Debian 1:7.2"}, "capabilities": ["oob"]}}\r\n',
    ),
  );
  assert.deepEqual([verdict?.product, verdict?.version, verdict?.info], ['QEMU', '7.2.13', 'Debian 1:7.2']);
});

test('what is not whole or not a version is none', () => {
  assert.equal(qmp.read(reply('{"QMP": {"version"')), null);
  assert.equal(qmp.read(reply('{"QMP": 1}')), null);
  assert.equal(qmp.read(reply('{"QMP": {"version": {"qemu": {"micro": "x", "minor": 2, "major": 7}}}}')), null);
});
