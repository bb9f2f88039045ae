import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { mysql } from './mysql.ts';

/** MariaDB 10.11 of Debian 12. */
const MARIADB = concat(
  hex('64000000 0a'),
  ascii('5.5.5-10.11.19-MariaDB-0+deb12u1\0'),
  hex('05000000 3847392960294b7d 00 fef7 08 0200 ff81 15 000000000000 1d000000 56756b3874606456636c7322 00'),
  ascii('mysql_native_password\0'),
);

function greeting(version: string): Uint8Array {
  const rest = hex(
    '05000000 3847392960294b7d 00 ffff 08 0200 ff81 15 00000000000000000000 56756b3874606456636c7322 00',
  );
  const body = concat(hex('0a'), ascii(`${version}\0`), rest, ascii('caching_sha2_password\0'));
  return concat(Uint8Array.of(body.length, 0, 0, 0), body);
}

test('a greeting whose parts stand where the lengths say', () => {
  const verdict = mysql.read(reply(MARIADB));
  assert.equal(verdict?.confidence, 1);
  assert.deepEqual([verdict?.product, verdict?.version, verdict?.os], ['MariaDB', '10.11.19', 'Debian']);
  assert.deepEqual(verdict?.cpe, ['cpe:2.3:a:mariadb:mariadb:10.11.19:*:*:*:*:*:*:*']);
  assert.equal(verdict?.info, 'no TLS; mysql_native_password');
});

test('kin is told apart', () => {
  const said = (version: string) => {
    const { product, version: told, info } = mysql.read(reply(greeting(version))) ?? {};
    return [product, told, info];
  };
  const offered = 'TLS offered; caching_sha2_password';
  assert.deepEqual(said('8.0.36-0ubuntu0.22.04.1'), ['MySQL', '8.0.36', offered]);
  assert.deepEqual(said('8.0.33-25'), ['Percona Server', '8.0.33-25', offered]);
  assert.deepEqual(said('8.0.11-TiDB-v7.5.0'), ['TiDB', '7.5.0', offered]);
  assert.deepEqual(said('8.0.11 (ProxySQL)'), ['ProxySQL', undefined, offered]);
});

test('TLS is begun where it is offered, and nobody logs in', async () => {
  const talk = fakeTalk([]);
  const verdict = mysql.read(reply(greeting('8.0.36')))!;
  assert.deepEqual(await mysql.learn!(talk, verdict), verdict);
  assert.equal(talk.said().length, 36);
  const clear = fakeTalk([]);
  await mysql.learn!(clear, mysql.read(reply(MARIADB))!);
  assert.equal(clear.said(), '');
});

test('refusals in place of a greeting', () => {
  const text = "Host '198.18.0.9' is not allowed to connect to this MariaDB server";
  const verdict = mysql.read(reply(concat(Uint8Array.of(text.length + 3, 0, 0, 0), hex('ff 6a04'), ascii(text))));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.info], [0.95, 'MariaDB', text]);
  const state = concat(hex('17 000001 ff 8404 23'), ascii('08S01Bad handshake'));
  assert.equal(mysql.read(reply(state.with(0, state.length - 4)))?.confidence, 0.6);
});

test('half a greeting is waited for; others are none', () => {
  assert.equal(mysql.read(reply(MARIADB.subarray(0, 70)))?.more, true);
  for (const other of [
    'SSH-2.0-OpenSSH_9.2p1\r\n',
    '220 mail ESMTP\r\n',
    '\x05\0\0\0\x0b\x08\x05\x1a\0',
    'd\0\0\0\x0aabc',
  ]) {
    assert.equal(mysql.read(reply(other)), null, other);
  }
  // The zero byte behind the salt's first half is missing.
  assert.equal(mysql.read(reply(MARIADB.with(50, 1))), null);
});
