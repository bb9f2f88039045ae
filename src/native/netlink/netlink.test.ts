// What every Linux has: a loopback interface. Needs no privileges; the rest is in lab/netlink.lab.test.ts.
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { formatIpv4 } from '../../wire/address.ts';
import { addresses, interfaces, openNetlink, routeTo } from './netlink.ts';

const skip = process.platform === 'linux' ? false : 'netlink is Linux';

test('interfaces and addresses are those Node knows', { skip }, () => {
  const names = new Map(interfaces().map((each) => [each.index, each.name]));
  const ours = new Set(addresses().map((each) => `${names.get(each.interfaceIndex)} ${formatIpv4(each.address)}`));
  const known = Object.entries(networkInterfaces()).flatMap(([name, list]) =>
    (list ?? []).filter((each) => each.family === 'IPv4').map((each) => `${name} ${each.address}`),
  );
  assert.ok(known.length > 0);
  for (const each of known) assert.ok(ours.has(each), each);
});

test('loopback addresses are local, group addresses are not', { skip }, () => {
  const loopback = interfaces().find((each) => each.loopback)!;
  const answer = routeTo(0x7f000005);
  assert.deepEqual([answer.type, answer.interfaceIndex, answer.gateway], ['local', loopback.index, null]);
  assert.notEqual(routeTo(0xe0000001).type, 'unicast');
});

test('a source that is not ours is an answer, an interface that is not there an error', { skip }, () => {
  assert.equal(routeTo(0x7f000005, { source: 0xcb0071fe }).type, 'no-route');
  assert.throws(() => routeTo(0x7f000005, { interfaceIndex: 0x7ffffff0 }), { name: 'SystemError' });
});

test('one conversation takes many questions, and none after its end', { skip }, () => {
  const netlink = openNetlink();
  for (let k = 0; k < 300; k++) assert.equal(netlink.routeTo(0x7f000000 + k + 1).type, 'local');
  assert.deepEqual(netlink.interfaces(), netlink.interfaces());
  netlink.close();
  assert.throws(() => netlink.routeTo(0x7f000001), { code: 'EBADF' });
});
