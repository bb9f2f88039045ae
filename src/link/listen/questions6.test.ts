import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, sum } from '../../wire/checksum.ts';
import { hex } from '../../wire/hex.test-data.ts';
import * as icmpv6 from '../../wire/icmpv6.ts';
import * as ipv6 from '../../wire/ipv6.ts';
import { linkLocalIn, questions6 } from './questions6.ts';

const MAC = hex('02005e005301');
const OWN = hex('fe80000000000000 00005efffe005301');

test('the query of listeners comes from the highest address, with a router alert, and asks for an answer within 400 ms', () => {
  const [query, ...others] = questions6(MAC, null, hex('00000000'));
  assert.deepEqual(others, []);
  const wanted = hex(`
    333300000001 02005e005301 86dd
    60000000 0020 00 01 fe80000000000000ffffffffffffffff ff020000000000000000000000000001
    3a00050200000100
    8200 0000 0190 0000 00000000000000000000000000000000`);
  const checksum = query.slice(64, 66);
  assert.ok(icmpv6.isIntact(query, 62, 24, 14));
  wanted.set(checksum, 64);
  assert.deepEqual(query, wanted);
});

test('echo, solicitation and question come from the interface’s own address, and their checksums are right', () => {
  const [, echo, solicitation, question] = questions6(MAC, OWN, hex('01020304'));
  for (const frame of [echo, solicitation]) {
    assert.equal(ipv6.formatIpv6(frame, 14 + 8), 'fe80::5eff:fe00:5301');
    assert.ok(icmpv6.isIntact(frame, 54, frame.length - 54, 14));
    assert.equal(ipv6.hopLimit(frame, 14), 255);
  }
  assert.equal(icmpv6.type(echo, 54), icmpv6.TYPE.echo);
  assert.deepEqual(echo.subarray(58), hex('01020304'));
  assert.deepEqual(icmpv6.options(solicitation, 54, 16, icmpv6.OPTION.sourceLink), [MAC]);
  assert.deepEqual(solicitation.subarray(0, 6), hex('333300000002'));
  assert.deepEqual(question.subarray(0, 6), hex('3333000000fb'));
  const length = question.length - 54;
  assert.equal(finish(sum(question, 54, length, ipv6.pseudoHeaderSum(question, 14, 17, length))), 0);
});

test('the link-local address of an interface: usable, and not another’s', () => {
  const lines = [
    '00000000000000000000000000000001 01 80 10 80       lo',
    '20010db8000000000000000000000005 0a 40 00 80     eth0',
    'fe8000000000000000005efffe005302 0a 40 20 40     eth0',
    'fe8000000000000000005efffe005301 0a 40 20 80     eth0',
  ].join('\n');
  assert.deepEqual(linkLocalIn(lines, 10), OWN);
  assert.equal(linkLocalIn(lines, 1), null);
  assert.equal(linkLocalIn('', 10), null);
});
