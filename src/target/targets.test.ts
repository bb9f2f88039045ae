import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { formatIpv4 } from '../wire/address.ts';
import { countFlat, type FlatRanges, flatten, unflatten } from './flat-ranges.ts';
import type { Range } from './ranges.ts';
import { resolveTargets, type TargetRequest } from './targets.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-targets-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const HOSTS: Record<string, string[]> = {
  'a.example': ['198.18.0.9', '198.18.0.7'],
  'b.example': ['198.18.0.9'],
  'web.example': ['203.0.113.77'],
};
let asked: string[] = [];

function resolve(request: TargetRequest) {
  asked = [];
  const lookup = async (name: string) => {
    asked.push(name);
    return HOSTS[name] ?? [];
  };
  return resolveTargets(request, { lookup });
}

const text = (ranges: readonly Range[] | FlatRanges) =>
  unflatten(flatten(ranges)).map(([first, last]) => `${formatIpv4(first)}-${formatIpv4(last)}`);

test('expressions and files together; duplicates and overlaps are asked once', async () => {
  const list = file('list', '198.18.0.3 # one\n198.18.0.5-9\n198.18.0.1\n');
  const { targets, excluded, notices } = await resolve({ expressions: ['198.18.0.0/29', '198.18.0.2'], files: [list] });
  assert.deepEqual(text(targets), ['198.18.0.0-198.18.0.9']);
  assert.deepEqual(excluded, []);
  assert.deepEqual(notices, []);
});

test('exclusions win, whichever way they are given', async () => {
  const list = file('exclude', '198.18.0.128/25\n');
  const { targets, excluded } = await resolve({
    expressions: ['198.18.0.0/24', '198.18.0.200'],
    exclude: ['198.18.0.0-3', '10.0.0.0/8'],
    excludeFiles: [list],
  });
  assert.deepEqual(text(targets), ['198.18.0.4-198.18.0.127']);
  assert.deepEqual(text(excluded), ['10.0.0.0-10.255.255.255', '198.18.0.0-198.18.0.3', '198.18.0.128-198.18.0.255']);
});

test('a /8 is one range', async () => {
  const { targets } = await resolve({ expressions: ['10.0.0.0/8', '10.7.0.0/16', '10.0.0.1'] });
  assert.deepEqual(text(targets), ['10.0.0.0-10.255.255.255']);
});

test('a long list of neighbours becomes one range', async () => {
  const lines: string[] = [];
  for (let i = 0; i < 150_000; i++) lines.push(formatIpv4(0x0a000000 + ((i * 77_777) % 150_000)));
  const { targets } = await resolve({ files: [file('long', lines.join('\n'))] });
  assert.deepEqual(unflatten(targets), [[0x0a000000, 0x0a000000 + 149_999]]);
});

test('of a target name every address; an address keeps all names that were given for it', async () => {
  const { targets, names, notices } = await resolve({
    expressions: ['a.example', 'b.example', 'a.example', 'web.example/30'],
  });
  assert.deepEqual(text(targets), ['198.18.0.7-198.18.0.7', '198.18.0.9-198.18.0.9', '203.0.113.76-203.0.113.79']);
  assert.deepEqual(
    names,
    new Map([
      [0xc6120009, ['a.example', 'b.example']],
      [0xc6120007, ['a.example']],
      [0xcb00714d, ['web.example']],
    ]),
  );
  assert.deepEqual(notices, ['a.example has 2 addresses, all are asked: 198.18.0.9, 198.18.0.7']);
  assert.deepEqual(asked.sort(), ['a.example', 'b.example', 'web.example']);
});

test('which addresses of a name are asked and which are not is said, of a few names each', async () => {
  const some = await resolve({ expressions: ['a.example'], exclude: ['198.18.0.7'] });
  assert.deepEqual(some.notices, ['a.example has 2 addresses, asked: 198.18.0.9; not: 198.18.0.7']);
  const many = await resolveTargets(
    { expressions: Array.from({ length: 1200 }, (_, k) => `h${k}.example`) },
    { lookup: async () => Array.from({ length: 10 }, (_, k) => `198.18.0.${k}`) },
  );
  assert.equal(many.notices.length, 6);
  assert.equal(
    many.notices[0],
    'h0.example has 10 addresses, all are asked: 198.18.0.0, 198.18.0.1, 198.18.0.2, 198.18.0.3, 198.18.0.4, ' +
      '198.18.0.5, 198.18.0.6, 198.18.0.7 and 2 more',
  );
  assert.equal(many.notices[5], '1,195 more names have several addresses: all are asked');
});

test('of an excluded name every address', async () => {
  const { targets, excluded } = await resolve({ expressions: ['198.18.0.6-10'], exclude: ['a.example'] });
  assert.deepEqual(text(excluded), ['198.18.0.7-198.18.0.7', '198.18.0.9-198.18.0.9']);
  assert.equal(countFlat(targets), 3);
});

test('a name that is not found ends nothing, and is told with its line', async () => {
  const list = file('names', '198.18.0.1\n\ngone.example\nb.example\n');
  const { targets, notFound } = await resolve({ files: [list] });
  assert.deepEqual(text(targets), ['198.18.0.1-198.18.0.1', '198.18.0.9-198.18.0.9']);
  assert.equal(notFound?.code, 'E_HOST_NOT_FOUND');
  assert.match(notFound?.message ?? '', /names:3: "gone.example"/);
  assert.equal((await resolve({ expressions: ['b.example'] })).notFound, null);
});

test('where no target is left, or an exclusion is not known, a name that is not found is an error', async () => {
  await assert.rejects(resolve({ expressions: ['gone.example'] }), {
    code: 'E_HOST_NOT_FOUND',
    message: /^host not found: "gone.example"/,
  });
  await assert.rejects(resolve({ expressions: ['198.18.0.1'], exclude: ['gone.example'] }), {
    code: 'E_HOST_NOT_FOUND',
    message: /^what is excluded must be known, or it could be asked: host not found: "gone.example"/,
  });
});

test('errors in a file name it and the line', async () => {
  const list = file('bad', '198.18.0.1\n198.18.0.999 # x\n');
  await assert.rejects(resolve({ files: [list] }), { code: 'E_TARGET', message: /bad:2: target "198.18.0.999"/ });
  await assert.rejects(resolve({ files: ['-'], excludeFiles: ['-'] }), { code: 'E_TARGET_FILE' });
  await assert.rejects(resolve({ expressions: ['-'], files: ['-'] }), { code: 'E_TARGET_FILE' });
});

test('IPv6: an error as a target, a notice as an exclusion', async () => {
  await assert.rejects(resolve({ expressions: ['198.18.0.1', '2001:db8::1'] }), {
    code: 'E_IPV6',
    message: /not supported yet: 2001:db8::1/,
  });
  const { notices } = await resolve({ expressions: ['198.18.0.1'], exclude: ['2001:db8::/32'] });
  assert.equal(notices.length, 1);
  assert.match(notices[0], /IPv6/);
});

test('what is never scanned is taken out, and said', async () => {
  const { targets, notices } = await resolve({ expressions: ['0.0.0.0/0'], authorized: true });
  assert.deepEqual(text(targets), ['1.0.0.0-223.255.255.255']);
  assert.deepEqual(notices, [
    '553,648,128 addresses left out, never scanned: 0.0.0.0/8, multicast 224.0.0.0/4, reserved 240.0.0.0/4, ' +
      'broadcast 255.255.255.255',
  ]);
  const one = await resolve({ expressions: ['255.255.255.255', '198.18.0.255'] });
  assert.deepEqual(text(one.targets), ['198.18.0.255-198.18.0.255']);
  assert.deepEqual(one.notices, ['1 address left out, never scanned: broadcast 255.255.255.255']);
});

test('nothing left is an error that says why', async () => {
  await assert.rejects(resolve({}), { code: 'E_NO_TARGETS', message: /^no targets/ });
  await assert.rejects(resolve({ files: [file('empty', '# nothing\n')] }), { code: 'E_NO_TARGETS' });
  await assert.rejects(resolve({ expressions: ['224.0.0.5'] }), {
    code: 'E_NO_TARGETS',
    message: /of 1 address: 1 address left out, never scanned: multicast/,
  });
  await assert.rejects(resolve({ expressions: ['198.18.0.0/24'], exclude: ['198.18.0.0/16'] }), {
    code: 'E_NO_TARGETS',
    message: /of 256 addresses: 256 excluded/,
  });
});

// The addresses below are only counted: nothing is sent by these tests.
test('more than 256 public addresses need a word', async () => {
  assert.equal(countFlat((await resolve({ expressions: ['8.8.8.0/24'] })).targets), 256);
  const refused = { code: 'E_NOT_AUTHORIZED', message: /^257 addresses of these are public.*--authorized/ };
  await assert.rejects(resolve({ expressions: ['8.8.8.0/24', '9.9.9.9'] }), refused);
  await assert.rejects(resolve({ expressions: ['8.8.8.0/24', '9.9.9.9'], authorized: false }), refused);
  assert.equal(countFlat((await resolve({ expressions: ['8.8.8.0/24', '9.9.9.9'], authorized: true })).targets), 257);
  // Excluded ones do not count.
  assert.equal(
    countFlat((await resolve({ expressions: ['8.8.0.0/16'], exclude: ['8.8.1.0-8.8.255.255'] })).targets),
    256,
  );
});

test('private and special networks need none, their neighbours do', async () => {
  const own = ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'];
  own.push('192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24');
  const sizes = 2 * 2 ** 24 + 2 ** 22 + 2 ** 16 + 2 ** 20 + 2 ** 16 + 2 ** 17 + 4 * 256;
  assert.equal(countFlat((await resolve({ expressions: own })).targets), sizes);
  for (const expression of ['9.255.254.0/23', '11.0.0.0/23', '172.32.0.0/16', '198.20.0.0/16', '192.0.4.0/22']) {
    await assert.rejects(resolve({ expressions: [expression] }), { code: 'E_NOT_AUTHORIZED' }, expression);
  }
});

test('stops at the signal', async () => {
  const reason = new Error('enough');
  const list = file('again', '198.18.0.1\n');
  await assert.rejects(resolveTargets({ files: [list] }, { signal: AbortSignal.abort(reason) }), reason);
});
