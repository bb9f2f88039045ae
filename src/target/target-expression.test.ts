import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIpv4, parseIpv4 } from '../wire/address.ts';
import { count } from './ranges.ts';
import { network, parseTarget } from './target-expression.ts';

/** An expression's ranges as text: `first-last`, or the address alone. */
function ranges(text: string): string[] {
  const target = parseTarget(text);
  assert.ok('ranges' in target, `${text} is not addresses`);
  return target.ranges.map(([first, last]) => (first === last ? '' : `${formatIpv4(first)}-`) + formatIpv4(last));
}

function fails(text: string, reason: RegExp): void {
  assert.throws(
    () => parseTarget(text),
    (error: Error & { code?: string }) => {
      assert.equal(error.code, 'E_TARGET', text);
      assert.ok(error.message.includes(JSON.stringify(text)), `${error.message} does not name ${text}`);
      assert.match(error.message, reason);
      return true;
    },
  );
}

test('each form of an expression', () => {
  for (const [text, expected] of [
    ['198.18.0.1', ['198.18.0.1']],
    ['198.18.0.77/24', ['198.18.0.0-198.18.0.255']],
    ['198.18.0.1/32', ['198.18.0.1']],
    ['198.18.0.1/31', ['198.18.0.0-198.18.0.1']],
    ['10.1.2.3/8', ['10.0.0.0-10.255.255.255']],
    ['1.2.3.4/0', ['0.0.0.0-255.255.255.255']],
    ['198.18.0.1-20', ['198.18.0.1-198.18.0.20']],
    ['198.18.0-3.1', ['198.18.0.1', '198.18.1.1', '198.18.2.1', '198.18.3.1']],
    ['198.18,19.0.1-5', ['198.18.0.1-198.18.0.5', '198.19.0.1-198.19.0.5']],
    ['198.18.0,2.1-5', ['198.18.0.1-198.18.0.5', '198.18.2.1-198.18.2.5']],
    ['198.18.0.5,1,3-4', ['198.18.0.1', '198.18.0.3-198.18.0.5']],
    ['198.18.0.-9', ['198.18.0.0-198.18.0.9']],
    ['198.18.0.250-', ['198.18.0.250-198.18.0.255']],
    ['198.18.*.-', ['198.18.0.0-198.18.255.255']],
    ['198.18.0.255,1.0', null],
    ['198.18.0.1-198.18.3.255', ['198.18.0.1-198.18.3.255']],
    ['198.18.0.1-198.18.0.1', ['198.18.0.1']],
  ] as const) {
    if (expected === null) fails(text, /four octets, this has 5/);
    else assert.deepEqual(ranges(text), expected, text);
  }
});

test('large expressions stay few ranges', () => {
  assert.deepEqual(ranges('10-11.0-255.*.-'), ['10.0.0.0-11.255.255.255']);
  assert.deepEqual(ranges('10.0-9,20.0-255.0-255'), ['10.0.0.0-10.9.255.255', '10.20.0.0-10.20.255.255']);
  assert.equal(ranges('10.0-255.0-255.1').length, 65_536);
  // 255.255 and 0.0 of the next touch: one range, not 65,536.
  assert.deepEqual(ranges('10.0-1.0,1-255.0-255'), ['10.0.0.0-10.1.255.255']);
  fails('10-11.0-255.0-255.1', /more than 65536 separate ranges/);
  fails('0-255.0-255.0-255.0-9,20', /more than 65536 separate ranges/);
});

test('any octet lists: the same addresses as by counting', () => {
  const octet = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 4 }))
      .map(([a, n]) => [a, Math.min(255, a + n)]),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), (octets) => {
      const text = octets.map((list) => list.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join()).join('.');
      const values = octets.map((list) => {
        const set = new Set<number>();
        for (const [a, b] of list) for (let v = a; v <= b; v++) set.add(v);
        return [...set].sort((x, y) => x - y);
      });
      const target = parseTarget(text);
      assert.ok('ranges' in target);
      assert.equal(
        count(target.ranges),
        values.reduce((product, { length }) => product * length, 1),
      );
      let previous = -2;
      for (const [first, last] of target.ranges) {
        assert.ok(first > previous + 1 && last >= first);
        previous = last;
        for (const address of [first, last]) {
          values.forEach((list, i) => {
            assert.ok(list.includes((address >>> (24 - 8 * i)) & 255));
          });
        }
      }
    }),
  );
});

test('network is the addresses that share the first bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 32 }), (address, prefix) => {
      const [first, last] = network(address, prefix);
      assert.equal(last - first + 1, 2 ** (32 - prefix));
      assert.ok(first <= address && address <= last);
      const hostBits = 2 ** (32 - prefix);
      assert.equal(first % hostBits, 0);
    }),
  );
  assert.deepEqual(network(parseIpv4('255.255.255.255')!, 1), [0x80000000, 0xffffffff]);
});

test('names, with and without a prefix', () => {
  assert.deepEqual(parseTarget('gateway.example'), { name: 'gateway.example', prefix: 32 });
  assert.deepEqual(parseTarget('gateway.example/29'), { name: 'gateway.example', prefix: 29 });
  for (const name of ['localhost', 'a-b', 'my_printer.local', 'example.', '3com', '1.2.3.example', 'bücher.example']) {
    assert.deepEqual(parseTarget(name), { name, prefix: 32 });
  }
});

test('IPv6 literals are recognised', () => {
  for (const text of ['::1', 'fe80::1', '2001:db8::/32', '[2001:db8::1]', 'fe80::1%eth0', '::ffff:198.18.0.1']) {
    assert.deepEqual(parseTarget(text), { ipv6: text });
  }
});

test('what cannot be is refused, and why', () => {
  fails('198.18.0.256', /"256" is over 255/);
  fails('198.18.0.1-300', /"300" is over 255/);
  fails('198.18.0.20-1', /20-1 runs backwards/);
  fails('198.18.0.010', /leading zeros/);
  fails('198.18.0', /has 3/);
  fails('198.18.0.1.2', /has 5/);
  fails('198.18.0.1,', /not an octet/);
  fails('198.18.0.1--5', /not an octet/);
  fails('198.18..1', /not an octet/);
  fails('198.18.0.1/33', /prefix length "33"/);
  fails('198.18.0.1/', /prefix length ""/);
  fails('198.18.0.1/2x', /prefix length "2x"/);
  fails('198.18.0.1/-1', /prefix length "-1"/);
  fails('198.18.0-3.0/24', /not with ranges/);
  fails('198.18.3.1-198.18.0.1', /backwards; write 198.18.0.1-198.18.3.1/);
  fails('198.18.3.1-198.18.0.256', /198.18.0.256 is not an IPv4 address/);
  fails('', /neither an address nor a host name/);
  fails('-sV', /neither an address nor a host name/);
  fails('a..b', /neither an address nor a host name/);
  fails('x.256', /does not end in a number/);
  fails(`${'a'.repeat(64)}`, /neither an address nor a host name/);
});

test('any text: ranges, a name, or an error with a code', () => {
  const odd = fc.string({ unit: fc.constantFrom(...'0123456789.,-*/:[]ax# \u0000é') });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), odd), (text) => {
      try {
        parseTarget(text);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'E_TARGET');
      }
    }),
    { numRuns: 3000 },
  );
});
