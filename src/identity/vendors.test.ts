import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isLocal, openVendors } from './vendors.ts';

const ALL = JSON.parse(readFileSync(new URL(import.meta.resolve('oui-data')), 'utf8')) as Record<string, string>;

const macOf = (prefix: string): string => (prefix.padEnd(12, '0').match(/../g) as string[]).join(':').toLowerCase();

test('every prefix of the registry is found, the longest one counts', () => {
  const vendors = openVendors();
  for (const [prefix, text] of Object.entries(ALL)) {
    const mac = macOf(prefix);
    if (isLocal(mac)) continue;
    const digits = prefix.padEnd(12, '0');
    const longest = ALL[digits.slice(0, 9)] ?? ALL[digits.slice(0, 7)] ?? text;
    assert.equal(vendors.of(mac), longest.split('\n', 1)[0].trim() || null, prefix);
  }
});

test('well-known ones, and who is not there', () => {
  const vendors = openVendors();
  assert.match(vendors.of('00:0c:29:12:34:56') ?? '', /^VMware/);
  assert.match(vendors.of('B8:27:EB:00:00:01') ?? '', /^Raspberry Pi/);
  assert.equal(vendors.of('02:00:00:00:00:01'), null);
  const free = Array.from({ length: 256 }, (_, k) => `${(k & 0xfc).toString(16).padStart(2, '0')}FFFF`.toUpperCase());
  const unused = free.find((prefix) => ALL[prefix] === undefined) as string;
  assert.equal(vendors.of(macOf(unused)), null);
});

test('the local bit', () => {
  assert.deepEqual(['02:00:00:00:00:01', 'da:a1:19:00:00:00', '00:0c:29:00:00:00'].map(isLocal), [true, true, false]);
});
