import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mssqlBrowser as question } from '../../probe/udp/databases/mssql-browser.ts';
import { ascii, concat, le16 } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { mssqlBrowser } from './mssql-browser.ts';

/** [MC-SQLR] section 4.2, with another name. */
const TEXT =
  'ServerName;LABSQL;InstanceName;YUKONSTD;IsClustered;No;Version;9.00.1399.06;tcp;57137;;' +
  'ServerName;LABSQL;InstanceName;MSSQLSERVER;IsClustered;No;Version;16.0.1000.6;np;\\\\LABSQL\\pipe\\sql\\query;;';
const ANSWER = concat(Uint8Array.of(5), le16(TEXT.length), ascii(TEXT));

test('instances, with their versions and ports', () => {
  const verdict = mssqlBrowser.read(datagramReply(ANSWER, question.bytes, 'ms-sql-m'));
  assert.deepEqual([verdict?.confidence, verdict?.hostname], [1, 'LABSQL']);
  assert.equal(verdict?.info, 'YUKONSTD 9.00.1399.06 port 57137, MSSQLSERVER 16.0.1000.6');
  const instances = verdict?.details?.instances as Record<string, string>[];
  assert.deepEqual(instances[0], {
    ServerName: 'LABSQL',
    InstanceName: 'YUKONSTD',
    IsClustered: 'No',
    Version: '9.00.1399.06',
    tcp: '57137',
  });
  assert.equal(instances[1].np, '\\\\LABSQL\\pipe\\sql\\query');
});

test('halves, and other words, are none', () => {
  for (let cut = 0; cut < ANSWER.length; cut++) {
    assert.equal(mssqlBrowser.read(datagramReply(ANSWER.subarray(0, cut))), null);
  }
  assert.equal(mssqlBrowser.read(datagramReply('\x05\x04\0Serv')), null);
});
