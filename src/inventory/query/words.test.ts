import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { conditionOf } from './filter.ts';
import { addressRange, aheadValue, likePattern, timeValue } from './values.ts';
import { wordsOf } from './words.ts';

const KEPT = { kind: 'sqlite', certificates: new Map() } as const;
const shape = (filter: string): readonly string[] =>
  wordsOf(filter).map(({ isNot, key, values }) => `${isNot ? 'not ' : ''}${key ?? '*'}=${values.join('|')}`);

test('words, keys, values', () => {
  assert.deepEqual(shape(' port:443,8443  nas '), ['port=443|8443', '*=nas']);
  assert.deepEqual(shape('product:"Apache httpd, 2:4" -os:linux not -x'), [
    'product=Apache httpd, 2:4',
    'not os=linux',
    '*=x',
  ]);
  assert.deepEqual(shape("name:it's"), ["name=it's"]);
  assert.deepEqual(shape('00:11:32:00:00:07 PORT:1 "a:b"'), ['*=00:11:32:00:00:07', 'port=1', '*=a:b']);
  assert.deepEqual(shape(''), []);
});

test('what is wrong is named', () => {
  const wrong = (filter: string, message: RegExp) => {
    assert.throws(() => conditionOf(wordsOf(filter), { rows: 'host', ...KEPT }), { code: 'E_FILTER', message });
    assert.throws(() => conditionOf(wordsOf(filter), { rows: 'port', ...KEPT }), { code: 'E_FILTER', message });
  };
  wrong('prot:80', /^filter "prot:80" has no key that is known: there are ip, name/);
  wrong('port:80,', /^filter "port:80," has no value, or an empty one/);
  wrong('port:', /"port:" has no value/);
  wrong('port:x', /"port:x" wants ports: 443, 8000-8080, 53\/udp; not "x"/);
  wrong('port:90-80', /wants ports/);
  wrong('port:70000', /wants ports/);
  wrong('new:soon', /"new:soon" wants a time: 30m, 12h/);
  wrong('new:2026-13-45', /wants a time/);
  wrong('ip:198.18.0.0/33', /wants addresses/);
  wrong('ip:nas', /wants addresses/);
  wrong('tls:perhaps', /wants yes or no/);
  wrong('state:ajar', /one of open, closed, filtered, open\|filtered; not "ajar"/);
  wrong('cert:<soon', /"cert:<soon" wants a time: <30d, >1y, <2027-01-31; not "<soon"/);
  wrong('scan:last', /wants a number/);
  wrong('a "b', /lacks the second quote/);
  wrong('a not', /"not" stands before nothing/);
  wrong(`x${' x'.repeat(64)}`, /more than 64/);
  wrong('x'.repeat(5000), /longer than 4096/);
  wrong('constructor:x', /no key that is known/);
});

test('no text whatever ends otherwise than in a condition or in E_FILTER', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom(...`port:ip name:-"',not 1.9/%_\\xyz`) }), (text) => {
      try {
        conditionOf(wordsOf(text), { rows: 'port', ...KEPT });
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'E_FILTER', text);
      }
    }),
    { numRuns: 500 },
  );
});

test('values', () => {
  assert.deepEqual(
    addressRange('198.18.0.9/31')?.map((each) => each & 255),
    [8, 9],
  );
  assert.equal(addressRange('198.18.0.9-198.18.0.1'), null);
  assert.equal(addressRange('0.0.0.0/0')?.[1], 2 ** 32 - 1);
  assert.equal(timeValue('2d', 'new:2d', 10 * 86_400_000), 8 * 86_400_000);
  assert.equal(timeValue('2026-01-31', '', 0), Date.UTC(2026, 0, 31));
  assert.equal(aheadValue('1y', 0), 365 * 86_400_000);
  assert.equal(aheadValue('2026-01-31', 0), Date.UTC(2026, 0, 31));
  assert.equal(aheadValue('198.18.0.1', 0), null);
  assert.equal(likePattern('50%_\\X', 'contains'), '%50\\%\\_\\\\x%');
});
