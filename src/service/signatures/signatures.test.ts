import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPLICATIONS } from './applications.ts';
import { DEVICES } from './devices.ts';
import { INTERFACES } from './interfaces.ts';
import { whyNotLinear } from './linear.test-data.ts';
import { SERVERS } from './servers.ts';
import { firstMatch, type Row } from './signature.ts';
import { VERSION_DOCUMENTS } from './version-documents.ts';

const ROWS: readonly Row[] = [...INTERFACES, ...APPLICATIONS, ...DEVICES, ...SERVERS];

test('every row matches its example and, wherever it might stand, is silent on those of all other products', () => {
  for (const [place, pattern, product, , example] of ROWS) {
    assert.match(example, pattern, `${product} at ${place}`);
    for (const [elsewhere, , other, , text] of ROWS) {
      // A field that is there with anything in it is read by its name alone.
      if (other === product || (place !== elsewhere && /^(?:header|json):/.test(place))) continue;
      assert.equal(pattern.test(text), false, `${product} at ${place} matches ${other}: ${text}`);
    }
  }
});

test('every pattern takes linear time', () => {
  for (const [, pattern, product] of ROWS) assert.equal(whyNotLinear(pattern), null, `${product}: ${pattern}`);
});

test('patterns that do not are found', () => {
  for (const bad of [/^(a+)+$/, /^a*a*b/, /^\w+\d+x/, /(?:ab)*/, /^\w*(?:-|x)?[a-z]+/, /[a-z]+x/])
    assert.notEqual(whyNotLinear(bad), null, String(bad));
});

test('patterns keep no state, and rows are whole', () => {
  for (const [, pattern, product, cpe] of ROWS) {
    assert.doesNotMatch(pattern.flags, /[gy]/, product);
    if (cpe !== null) assert.match(cpe, /^[a-z0-9_.-]+:[a-z0-9_.!\\-]+$/, product);
  }
  for (const [product, path] of VERSION_DOCUMENTS) {
    assert.ok(product === 'Vault' || ROWS.some(([, , name]) => name === product), product);
    assert.match(path, /^\//);
  }
});

test('a version that stands elsewhere, and a CPE', () => {
  const places = (place: string): string | null =>
    ({ 'json:tagline': 'You Know, for Search', 'json:version.number': '8.8.1' })[place] ?? null;
  const match = firstMatch(INTERFACES, places);
  assert.deepEqual(
    [match?.product, match?.version, match?.cpe],
    ['Elasticsearch', '8.8.1', 'cpe:2.3:a:elastic:elasticsearch:8.8.1:*:*:*:*:*:*:*'],
  );
});
