import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { zabbix } from './zabbix.ts';

const answer = (data: string): Uint8Array =>
  concat(ascii('ZBXD'), hex(`01 ${data.length.toString(16).padStart(2, '0')}000000 00000000`), ascii(data));

test('an agent: its version, then its name and system', async () => {
  const first = zabbix.read(reply(answer('6.0.14'), 'x'))!;
  assert.deepEqual([first.confidence, first.version], [1, '6.0.14']);
  const verdict = await zabbix.learn!(fakeTalk([answer('zbx'), answer('Linux vm 6.1.0 x86_64')]), first);
  assert.deepEqual([verdict.hostname, verdict.os], ['zbx', 'Linux']);
});

test('a server, an error, another header', () => {
  const server = zabbix.read(reply(answer('{"response":"failed","info":"cannot parse"}'), 'x'))!;
  assert.deepEqual([server.service, server.info], ['zabbix-trapper', 'cannot parse']);
  assert.equal(zabbix.read(reply(answer('ZBX_NOTSUPPORTED'), 'x'))?.confidence, 0.9);
  assert.equal(zabbix.read(reply('ZBXD')), null);
});
