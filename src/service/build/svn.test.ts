import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { svn } from './svn.ts';

const GREETING = '( success ( 2 2 ( ) ( edit-pipeline svndiff1 accepts-svndiff2 depth list ) ) ) ';

test('greets with a list; an answer to our URL proves it', async () => {
  const greeting = svn.read(reply(GREETING))!;
  assert.equal(greeting.confidence, 0.95);
  assert.deepEqual(greeting.details?.capabilities, ['edit-pipeline', 'svndiff1', 'accepts-svndiff2', 'depth', 'list']);
  const failure = "( failure ( ( 210005 40:No repository found in 'svn://127.0.0.1' 0: 0 ) ) ) ";
  assert.equal((await svn.learn!(fakeTalk([failure]), greeting)).confidence, 1);
  const open = await svn.learn!(
    fakeTalk(['( success ( ( ANONYMOUS ) 36:00000000-0000-0000-0000-000000000000 ) ) ']),
    greeting,
  );
  assert.equal(open.notes?.[0].code, 'N_NO_LOGIN');
});

test('half of it, other lists', () => {
  assert.equal(svn.read(reply(GREETING.slice(0, 30))), null);
  assert.equal(svn.read(reply('( success )')), null);
});
