import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { varnish } from './varnish.ts';

test('a challenge, and a banner without one', () => {
  const challenge = `107 59      \n${'abcdefgh'.repeat(4)}\n\nAuthentication required.\n\n`;
  assert.deepEqual(
    [varnish.read(reply(challenge))?.confidence, varnish.read(reply(challenge))?.info],
    [0.95, 'wants a secret'],
  );
  const banner =
    '-----------------------------\nVarnish Cache CLI 1.0\n-----------------------------\nvarnish-7.1.1 revision x\n';
  const open = varnish.read(reply(`200 ${String(banner.length).padEnd(8)}\n${banner}\n`))!;
  assert.deepEqual([open.version, open.notes?.[0].code], ['7.1.1', 'N_NO_LOGIN']);
});

test('codes of other protocols', () => {
  assert.equal(varnish.read(reply('200 hello\r\n')), null);
  assert.equal(varnish.read(reply('200 5\nhello')), null);
  assert.equal(varnish.read(reply('107 59      \nshort')), null);
});
