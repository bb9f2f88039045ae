// A file that cannot take everything ends with a whole line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FileCalls, writeWholeLines } from './whole-lines.ts';

/** A file of so many bytes; full, it fails with `code`. */
function file(room: number, code: string, begun = ''): FileCalls & { content: string } {
  const calls = {
    content: begun,
    write(_fd: number, bytes: Uint8Array, offset: number): number {
      const left = Math.min(room - calls.content.length, bytes.length - offset, 7);
      if (left <= 0) throw Object.assign(new Error('full'), { code });
      calls.content += Buffer.from(bytes.subarray(offset, offset + left)).toString();
      return left;
    },
    cut(_fd: number, bytes: number): void {
      calls.content = calls.content.slice(0, calls.content.length - bytes);
    },
  };
  return calls;
}

test('everything is written, in however many pieces', () => {
  const calls = file(1000, 'ENOSPC');
  assert.equal(writeWholeLines(1, '{"a":1}\n{"b":"é"}\n', calls), null);
  assert.equal(Buffer.from(calls.content, 'utf8').length > 0 && calls.content.endsWith('}\n'), true);
});

test('at every size a full file ends with a whole line', () => {
  for (const code of ['ENOSPC', 'EFBIG', 'EIO', 'EDQUOT']) {
    for (let room = 0; room < 24; room++) {
      const calls = file(room + 5, code, 'old\n\n');
      assert.equal(writeWholeLines(1, '{"a":1}\n{"b":22}\n{"c":3}\n', calls), code);
      const wanted = ['old\n', '\n', '{"a":1}\n', '{"b":22}\n'].slice(0, room < 8 ? 2 : room < 17 ? 3 : 4).join('');
      assert.equal(calls.content, wanted, `${code} at ${room}`);
    }
  }
});

test('a pipe that is full is waited for', () => {
  let refusals = 3;
  const inner = file(100, 'ENOSPC');
  const calls: FileCalls = {
    ...inner,
    write(fd, bytes, offset) {
      if (refusals-- > 0) throw Object.assign(new Error('later'), { code: 'EAGAIN' });
      return inner.write(fd, bytes, offset);
    },
  };
  assert.equal(writeWholeLines(1, 'line\n', calls), null);
  assert.equal(inner.content, 'line\n');
});
