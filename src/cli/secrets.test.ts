import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutSecrets } from './secrets.ts';

test('the arguments as results name them', () => {
  assert.deepEqual(withoutSecrets(['scan', '--snmp-community', 'a,b', '--rate=5', '198.18.0.1']), [
    'scan',
    '--snmp-community',
    '***',
    '--rate=5',
    '198.18.0.1',
  ]);
  assert.deepEqual(withoutSecrets(['--snmp-community=a', '--open']), ['--snmp-community=***', '--open']);
  assert.deepEqual(withoutSecrets(['--snmp-community']), ['--snmp-community']);
});
