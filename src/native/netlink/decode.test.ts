// The messages are what a Linux 6.18 kernel said, with long attributes left out of the links.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeAddress,
  decodeInterface,
  decodeNeighbour,
  decodeRoute,
  decodeRouteAnswer,
  decodeRule,
} from './decode.ts';

const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits.replaceAll(/\s/g, ''), 'hex'));

test('an Ethernet interface with a kind and a peer elsewhere', () => {
  const veth = hex(
    `00000100 03000000 43100100 00000000
     0900 0300 6c616e3000 000000
     0800 0400 dc050000
     0a00 0100 020000000001 0000
     0800 0500 02000000
     0800 2500 00000000
     0800 0a00 07000000
     1000 1200 0900 0100 7665746800 000000`,
  );
  assert.deepEqual(decodeInterface(veth), {
    index: 3,
    name: 'lan0',
    kind: 'veth',
    hardwareType: 1,
    mac: hex('020000000001'),
    mtu: 1500,
    up: true,
    running: true,
    carrier: true,
    loopback: false,
    noArp: false,
    pointToPoint: false,
    master: 7,
    lower: 2,
    lowerElsewhere: true,
    vlan: null,
  });
});

test('a tun that is down, without a link address', () => {
  const tun = hex('0000feff 05000000 90100000 00000000 09000300 74756e3000 000000 08000400 dc050000');
  const { hardwareType, mac, up, running, noArp, pointToPoint, kind, lower } = decodeInterface(tun)!;
  assert.deepEqual(
    { hardwareType, mac, up, running, noArp, pointToPoint, kind, lower },
    {
      hardwareType: 65534,
      mac: null,
      up: false,
      running: false,
      noArp: true,
      pointToPoint: true,
      kind: null,
      lower: null,
    },
  );
});

test('interfaces without a name, with one too long, or with index 0 are left out', () => {
  assert.equal(decodeInterface(hex('00000100 03000000 43100100 00000000')), null);
  assert.equal(decodeInterface(hex('00000100 00000000 43100100 00000000 07000300 6c6f00 00')), null);
  assert.equal(decodeInterface(hex(`00000100 03000000 43100100 00000000 14000300 ${'61'.repeat(16)}`)), null);
});

test('addresses', () => {
  const lan = hex('02188000 03000000 08000100 c6120001 08000200 c6120001 08000400 c61200ff 09000300 6c616e3000 000000');
  assert.deepEqual(decodeAddress(lan), {
    interfaceIndex: 3,
    address: 0xc6120001,
    peer: 0xc6120001,
    prefixLength: 24,
    broadcast: 0xc61200ff,
    scope: 'global',
    secondary: false,
  });
  const pointToPoint = decodeAddress(hex('02208001 02000000 08000100 c0000202 08000200 c0000201'))!;
  assert.deepEqual([pointToPoint.address, pointToPoint.peer, pointToPoint.scope], [0xc0000201, 0xc0000202, 'global']);
  assert.equal(decodeAddress(hex('02208101 02000000 08000100 c0000202'))?.secondary, true);
  assert.equal(decodeAddress(hex('02218000 03000000 08000100 c6120001')), null, 'a prefix of 33 bits');
  assert.equal(decodeAddress(hex('0a188000 03000000 08000100 c6120001')), null, 'IPv6');
});

test('routes', () => {
  const gateway = hex(
    '02100000 fe030001 00000000 08000f00 fe000000 08000100 c6130000 08000600 07000000 08000500 c6120002 08000400 03000000',
  );
  assert.deepEqual(decodeRoute(gateway), {
    type: 'unicast',
    table: 254,
    destination: 0xc6130000,
    prefixLength: 16,
    interfaceIndex: 3,
    gateway: 0xc6120002,
    otherFamily: false,
    source: null,
    priority: 7,
    scope: 'global',
    protocol: 3,
    multipath: [],
  });
  const local = decodeRoute(
    hex('02080000 ff02fe02 00000000 08000f00 ff000000 08000100 7f000000 08000700 7f000001 08000400 01000000'),
  )!;
  assert.deepEqual([local.type, local.table, local.scope, local.source], ['local', 255, 'host', 0x7f000001]);
});

test('several next hops, and one of the other family', () => {
  const paths = decodeRoute(
    hex(
      `021c0000 fe030001 00000000 08000f00 fe000000 08000100 cb007100
       24000900 10000000 03000000 08000500 c6120003 10000000 03000000 08000500 c6120004`,
    ),
  )!;
  assert.deepEqual(paths.multipath, [
    { interfaceIndex: 3, gateway: 0xc6120003, otherFamily: false },
    { interfaceIndex: 3, gateway: 0xc6120004, otherFamily: false },
  ]);
  assert.equal(paths.gateway, 0xc6120003);
  const via6 = decodeRoute(
    hex(
      `021a0000 fe030001 00000000 08000f00 fe000000 08000100 cb007140
       16001200 0a00 fe800000000000000000000000000001 0000 08000400 03000000`,
    ),
  )!;
  assert.deepEqual([via6.gateway, via6.otherFamily, via6.interfaceIndex], [null, true, 3]);
});

test('next hops with hostile lengths end the list', () => {
  for (const length of ['0000', '0700', '1100', 'ffff']) {
    const route = decodeRoute(
      hex(`021c0000 fe030001 00000000 14000900 ${length}0000 03000000 08000500 c6120003 08000400 05000000`),
    )!;
    assert.deepEqual([route.multipath, route.interfaceIndex], [[], 5], length);
  }
});

test('rules and neighbours', () => {
  const rule = hex('02180000 fc000001 00000000 08000f00 e8030000 08000600 09000000 08000100 c6336400');
  assert.deepEqual(decodeRule(rule), {
    priority: 9,
    table: 1000,
    destination: 0xc6336400,
    prefixLength: 24,
    protocol: null,
    sourcePorts: null,
    destinationPorts: null,
  });
  const neighbour = hex('02000000 03000000 80000001 08000100 c6120037 0a000200 020000000055 0000');
  assert.deepEqual(decodeNeighbour(neighbour), {
    interfaceIndex: 3,
    address: 0xc6120037,
    mac: hex('020000000055'),
    state: 'permanent',
  });
  assert.equal(decodeNeighbour(hex('02000000 03000000 03000001 08000100 c6120037')), null, 'two states at once');
  assert.equal(decodeNeighbour(hex('02000000 03000000 20000001 08000100 c6120037'))?.mac, null);
});

test('any bytes: never throws, and numbers stay in their ranges', () => {
  const likely = fc.oneof(
    fc.uint8Array({ maxLength: 120 }),
    // The family byte right, so that the rest is looked at.
    fc.uint8Array({ minLength: 12, maxLength: 120 }).map((bytes) => {
      bytes[0] = 2;
      bytes[1] %= 33;
      return bytes;
    }),
  );
  fc.assert(
    fc.property(likely, (body) => {
      decodeInterface(body);
      decodeNeighbour(body);
      const rule = decodeRule(body);
      const route = decodeRoute(body);
      const address = decodeAddress(body);
      decodeRouteAnswer(body, false);
      for (const each of [rule, route]) {
        if (each === null) continue;
        assert.ok(each.prefixLength >= 0 && each.prefixLength <= 32);
        const size = 2 ** (32 - each.prefixLength);
        assert.ok(each.destination >= 0 && each.destination % size === 0 && each.destination + size <= 2 ** 32);
      }
      if (address !== null) assert.ok(address.prefixLength <= 32 && address.address >= 0);
    }),
    { numRuns: 2000 },
  );
});
