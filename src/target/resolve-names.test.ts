import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookUpNames, namesNotFound } from './resolve-names.ts';

const never = () => new Promise<string[]>(() => {});

test('gives each name its addresses, the preferred one first', async () => {
  const lookup = async (name: string) =>
    name === 'a.example' ? ['198.18.0.9', '198.18.0.1', '198.18.0.9'] : ['255.255.255.255'];
  const { found, missing } = await lookUpNames(['a.example', 'b.example'], { lookup });
  assert.equal(missing.size, 0);
  assert.deepEqual(
    found,
    new Map([
      ['a.example', [0xc6120009, 0xc6120001]],
      ['b.example', [0xffffffff]],
    ]),
  );
});

test('asks for 64 names at a time and no more', async () => {
  let now = 0;
  let most = 0;
  const lookup = async () => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now--;
    return ['198.18.0.1'];
  };
  const names = Array.from({ length: 200 }, (_, i) => `h${i}`);
  const { found } = await lookUpNames(names, { lookup });
  assert.equal(found.size, 200);
  assert.equal(most, 64);
});

test('an error names every name that failed, where it was given, and why', async () => {
  const lookup = async (name: string) => {
    if (name === 'gone') throw Object.assign(new Error('queryA'), { code: 'ENOTFOUND' });
    if (name === 'later') throw Object.assign(new Error('queryA'), { code: 'EAI_AGAIN' });
    return name === 'empty' ? [] : ['198.18.0.1'];
  };
  const { found, missing } = await lookUpNames(['good', 'gone', 'later', 'empty'], { lookup });
  assert.deepEqual([...found.keys()], ['good']);
  const error = namesNotFound(missing, new Map([['gone', 'list:7']]));
  assert.equal(error.code, 'E_HOST_NOT_FOUND');
  assert.equal(
    error.message,
    'host not found: list:7: "gone" (no such name with an IPv4 address), "later" (no name server answered), ' +
      '"empty" (it has no IPv4 address); check the spelling or give addresses',
  );
  const many = await lookUpNames(['1', '2', '3', '4', '5', '6', '7'], { lookup: async () => [] });
  assert.match(namesNotFound(many.missing, new Map()).message, /"5" \(it has no IPv4 address\) and 2 more;/);
});

test('a name that nobody answers for ends at its limit', async () => {
  const { missing } = await lookUpNames(['silent'], { lookup: never, limitMs: 10 });
  assert.deepEqual([...missing], [['silent', 'no answer within 0.01 s']]);
});

test('stops at the signal', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const waiting = lookUpNames(['a', 'b'], { lookup: never, signal: controller.signal });
  setImmediate(() => controller.abort(reason));
  await assert.rejects(waiting, reason);
  await assert.rejects(lookUpNames(['a'], { lookup: never, signal: AbortSignal.abort(reason) }), reason);
});

test('the system resolves localhost', async () => {
  assert.deepEqual((await lookUpNames(['localhost'])).found, new Map([['localhost', [0x7f000001]]]));
});
