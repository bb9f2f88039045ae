import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { rsync } from './rsync.ts';

test('greets with its protocol, and lists its modules', async () => {
  const greeting = rsync.read(reply('@RSYNCD: 32.0 sha512 sha256 sha1 md5 md4\n'))!;
  assert.equal(greeting.info, 'protocol 32.0');
  const talk = fakeTalk(['data           \tTest data\n@RSYNCD: EXIT\n']);
  const verdict = await rsync.learn!(talk, greeting);
  assert.deepEqual(
    [verdict.confidence, verdict.details?.modules, verdict.notes?.[0].code],
    [1, ['data: Test data'], 'N_RSYNC_MODULES'],
  );
  assert.equal(talk.said(), '@RSYNCD: 32.0 sha512 sha256 sha1 md5 md4\n#list\n');
});

test('hidden modules, an error, a liar, another protocol', async () => {
  const old = rsync.read(reply('@RSYNCD: 29\n'))!;
  assert.deepEqual((await rsync.learn!(fakeTalk(['@RSYNCD: EXIT\n']), old)).notes, undefined);
  assert.equal((await rsync.learn!(fakeTalk(['@ERROR: access denied\n']), old)).confidence, 1);
  assert.match((await rsync.learn!(fakeTalk(['hello\n']), old)).contradiction ?? '', /modules/);
  assert.equal(rsync.read(reply('@RSYNCD')), null);
});
