import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { mumble } from './mumble.ts';

/** Mumble 1.3.4 of Debian 12. */
const VERSION = concat(
  hex('0000 00000032 08 848604 12 07'),
  ascii('1.3.4-4\x1a\x03X11"\x1eDebian GNU/Linux 12 (bookworm)'),
);

test('its version is its greeting', () => {
  const verdict = mumble.read(reply(VERSION));
  assert.deepEqual(
    [verdict?.confidence, verdict?.version, verdict?.os],
    [1, '1.3.4', 'Debian GNU/Linux 12 (bookworm)'],
  );
});

test('others are none', () => {
  assert.equal(mumble.read(reply(VERSION.subarray(0, 30))), null);
  assert.equal(mumble.read(reply(hex('0000 00000004 08 85 86 24'))), null);
  assert.equal(mumble.read(reply(hex('0000 00000000'))), null);
});
