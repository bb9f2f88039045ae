import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PING_COMMAND_HABITS } from './ping-habits.ts';
import { SCAN_HABITS } from './scan-habits.ts';

for (const [name, habits] of Object.entries({ scan: SCAN_HABITS, ping: PING_COMMAND_HABITS })) {
  test(`${name}: every entry says what it is here, what is to be known, or what to do instead`, () => {
    for (const { flag, to, rewrite, note, instead } of habits) {
      assert.match(flag, /^-[^-]|^--[^-]/);
      const works = to !== undefined || rewrite !== undefined || note !== undefined;
      assert.equal(works, instead === undefined, flag);
      for (const text of [note, instead]) {
        if (text !== undefined)
          assert.ok(text.length > 8 && text.length < 160 && !text.includes('\n'), `${flag}: ${text}`);
      }
    }
  });

  test(`${name}: every entry can be reached`, () => {
    const closed = new Map<string, string>();
    for (const { flag, when, tool } of habits) {
      assert.equal(closed.get(flag), undefined, `${flag} of ${tool} is hidden by that of ${closed.get(flag)}`);
      if (when === undefined) closed.set(flag, tool);
    }
  });
}
