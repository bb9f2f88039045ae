import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LAST_SYN_WAY, OTHER_WAYS } from '../probe/ways.ts';
import { count, intersect, type Range } from '../target/ranges.ts';
import {
  connectPortsFor,
  isByArpAlone,
  isWorthLooking,
  otherPortsText,
  waysFor,
  withoutRightsText,
} from './discovery.ts';

const ALL: readonly Range[] = [[1, 65_535]];

test('looking first: not for few addresses, nor for few ports', () => {
  assert.equal(isWorthLooking(256, [ALL]), true);
  assert.equal(isWorthLooking(8, [ALL]), false);
  assert.equal(isWorthLooking(65_536, [[[1, 64]]]), false);
  assert.equal(isWorthLooking(9, [[[1, 60]], [[1, 60]]]), true);
});

test('a /24 is asked on a hundred TCP ports at least, and never for more than a few seconds; the commonest are among them always', () => {
  const syns = (addresses: number, rate: number | null): readonly Range[] =>
    intersect(waysFor(addresses, rate), [[1, LAST_SYN_WAY]]);
  assert.ok(count(syns(256, null)) >= 100);
  for (const addresses of [1, 9, 256, 1024, 65_536, 2 ** 24]) {
    for (const rate of [null, 100, 1_000_000]) {
      const ports = syns(addresses, rate);
      assert.ok(count(ports) >= 10 && count(ports) <= 100);
      const seconds = (addresses * (count(ports) - 10)) / Math.min(20_000, rate ?? 20_000);
      assert.ok(seconds <= 3, `${addresses} addresses at ${rate}: ${seconds} s`);
      for (const port of [22, 80, 443])
        assert.ok(
          ports.some(([a, b]) => a <= port && port <= b),
          `${port}`,
        );
      assert.equal(count(waysFor(addresses, rate)) - count(ports), OTHER_WAYS.length + 1);
    }
  }
  assert.ok(count(connectPortsFor(256, null)) >= 8);
});

test('ways that are named: these alone; what is none is refused by name', () => {
  assert.deepEqual(waysFor(256, null, ['echo']), [[0, 0]]);
  assert.deepEqual(waysFor(256, null, ['syn:22,80-81', 'echo']), [
    [0, 0],
    [22, 22],
    [80, 81],
  ]);
  assert.equal(count(waysFor(256, null, ['ack', 'timestamp'])), 3);
  assert.equal(count(waysFor(256, null, ['ack:80', 'timestamp'])), 2);
  assert.deepEqual(waysFor(256, null, ['arp', 'echo']), [[0, 0]], 'on the own link ARP is asked in any case');
  assert.ok(count(waysFor(256, null, ['syn:'])) >= 100);
  for (const by of ['arp:1', 'syn:0', 'syn:65520', '', 'ACK']) {
    assert.throws(() => waysFor(256, null, [by]), { code: 'E_REQUEST' }, by);
  }
  assert.throws(() => waysFor(256, null, ['syn:x']), { code: 'E_PORTS' });
});

test('ARP alone, or beside others', () => {
  assert.equal(isByArpAlone(['arp', 'arp']), true);
  for (const by of [undefined, [], ['arp', 'echo'], ['echo']]) assert.equal(isByArpAlone(by), false);
});

test('ports that no ACK and no datagram goes to are told; those named alone are asked, where there are any', () => {
  const asked = (by: string): number => count(waysFor(256, null, [by]));
  assert.equal(otherPortsText('ack:80,443'), null);
  assert.equal(otherPortsText('syn:1-9'), null);
  assert.equal(otherPortsText('echo'), null);
  assert.match(String(otherPortsText('ack:22,80')), /TCP ACKs go to the ports 80,443 alone, not to 22;/);
  assert.match(String(otherPortsText('udp:53,40125')), /datagrams go to the ports 53,123,.* alone, not to 40125$/);
  assert.deepEqual([asked('ack:22,80'), asked('ack:22'), asked('udp:53'), asked('udp:40125')], [1, 2, 1, 5]);
});

test('by connections the TCP ports that were named are asked, and the other ways are told of', () => {
  assert.deepEqual(connectPortsFor(256, null, ['echo', 'syn:22']), [[22, 22]]);
  assert.deepEqual(connectPortsFor(256, null, ['echo']), connectPortsFor(256, null));
  assert.equal(withoutRightsText(['syn', 'syn:22']), null);
  assert.match(String(withoutRightsText(['arp', 'ack', 'syn'])), /^looking for hosts by arp, ack needs raw sockets/);
});
