import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { telnet } from './telnet.ts';

test('options are refused, and then there is a prompt', async () => {
  const greeting = telnet.read(reply(hex('fffb25 fffb26 fffd18 fffd20 fffd23 fffd27 fffd24')))!;
  assert.equal(greeting.confidence, 0.9);
  assert.deepEqual((greeting.details!.options as string[]).slice(0, 3), [
    'will authentication',
    'will encryption',
    'do terminal-type',
  ]);
  const talk = fakeTalk([hex('fffb03 fffd01'), '\r\nDebian GNU/Linux 12\r\nhost1 login: ']);
  const verdict = await telnet.learn!(talk, greeting);
  assert.deepEqual([verdict.confidence, verdict.os, verdict.hostname], [0.95, 'Debian GNU/Linux 12', 'host1']);
  assert.equal(verdict.notes?.[0].code, 'N_PLAIN_TEXT_LOGIN');
  assert.ok(talk.said().startsWith('\xff\xfe\x25\xff\xfe\x26\xff\xfc\x18'));
});

test('devices by their first screen; a prompt without a login', async () => {
  const cisco = await telnet.learn!(
    fakeTalk(['\r\nUser Access Verification\r\n\r\nUsername: ']),
    telnet.read(reply(hex('fffb01 fffb03')))!,
  );
  assert.deepEqual([cisco.product, cisco.device, cisco.os], ['Cisco IOS telnetd', undefined, 'IOS']);
  const open = await telnet.learn!(
    fakeTalk(['BusyBox v1.36.1 built-in shell (ash)\r\n\r\n~ # root@box:~# ']),
    telnet.read(reply(hex('fffd01')))!,
  );
  assert.deepEqual(
    open.notes?.map(({ code }) => code),
    ['N_PLAIN_TEXT_LOGIN', 'N_NO_LOGIN'],
  );
});

test('a prompt alone is likely; noise is none', () => {
  assert.equal(telnet.read(reply('\r\nhost login: '))?.confidence, 0.5);
  assert.equal(telnet.read(reply(hex('ff d8 ff e0'))), null);
  assert.equal(telnet.read(reply(hex('fffd'))), null);
  assert.equal(telnet.read(reply(hex('fffdf0'))), null);
});

test('a screen, and the negotiation behind it (FRRouting of Debian 12)', () => {
  const text = '\r\nHello, this is FRRouting (version 8.4.4).\r\n\r\nUser Access Verification\r\n\r\n';
  const bytes = Buffer.concat([Buffer.from(text), hex('fffb01 fffb03 fffe22 fffd1f'), Buffer.from('Password: ')]);
  const verdict = telnet.read(reply(bytes))!;
  assert.deepEqual([verdict.confidence, verdict.product, verdict.version], [0.9, 'FRRouting', '8.4.4']);
  assert.equal(telnet.read(reply(bytes, 'GET /', 'http')), null);
  assert.equal(telnet.read(reply(Buffer.concat([hex('01 02 03'), bytes]))), null);
});
