import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Fact } from '../../finding/finding.ts';
import { factsOf, inventoryForTests, type Machine, scanned } from '../inventory.test-data.ts';

const IPS = ['198.18.0.1', '198.18.0.2', '198.18.0.3', '198.18.0.4', '198.18.0.5', '198.18.0.6', '198.18.0.7'];
const mac = (number: number): string => `00:11:22:33:44:${number.toString(16).padStart(2, '0')}`;
const localMac = (number: number): string => `02:11:22:33:44:${number.toString(16).padStart(2, '0')}`;
const ssh = (number: number): string => `SHA256:key-of-${String(number).padStart(4, '0')}`;

/** Scans one after another; the devices of all addresses after each. */
async function devicesAfter(scans: readonly Readonly<Record<string, Machine>>[]): Promise<Record<string, number>[]> {
  await using inventory = await inventoryForTests();
  const after: Record<string, number>[] = [];
  for (const machines of scans) {
    const facts = Object.entries(machines).flatMap(([ip, machine]) => factsOf(ip, machine));
    await scanned(inventory, facts);
    after.push(await inventory.byAddress());
  }
  return after;
}

test('one machine: by a key that is its own, at two addresses at once, and one after the other', async () => {
  const [atOnce] = await devicesAfter([
    { [IPS[0]]: { ssh: ssh(1) }, [IPS[1]]: { ssh: ssh(1) }, [IPS[2]]: { ssh: ssh(2) } },
  ]);
  assert.equal(atOnce[IPS[0]], atOnce[IPS[1]]);
  assert.notEqual(atOnce[IPS[0]], atOnce[IPS[2]]);
  const [, moved] = await devicesAfter([
    { [IPS[0]]: { mac: mac(1), ssh: ssh(1) } },
    { [IPS[1]]: { mac: mac(1), ssh: ssh(1) } },
  ]);
  assert.equal(moved[IPS[0]], moved[IPS[1]]);
});

test('a made-up MAC address changes with every address: the name follows', async () => {
  const [, moved] = await devicesAfter([
    { [IPS[0]]: { mac: localMac(1), name: 'annas-phone.local' } },
    { [IPS[1]]: { mac: localMac(2), name: 'annas-phone.local' } },
  ]);
  assert.equal(moved[IPS[0]], moved[IPS[1]]);
  const [both] = await devicesAfter([
    { [IPS[0]]: { mac: localMac(1), name: 'phone.local' }, [IPS[1]]: { mac: localMac(2), name: 'phone.local' } },
  ]);
  assert.notEqual(both[IPS[0]], both[IPS[1]]);
});

test('two machines that took one address in turn: the ports of the former are not the other’s', async () => {
  await using inventory = await inventoryForTests();
  await scanned(inventory, factsOf(IPS[0], { mac: mac(1), port: 22, name: 'first.local' }));
  await scanned(inventory, factsOf(IPS[0], { mac: mac(2), port: 80 }));
  const { rows } = await inventory.hosts();
  assert.deepEqual(
    rows.map(({ device, mac: of, name }) => [device, of, name]),
    [[2, mac(2), null]],
  );
  assert.deepEqual(
    (await inventory.ports()).rows.map(({ port, device }) => [port, device]),
    [[80, 2]],
  );
  const lines = async (word: string) => {
    const ports: number[] = [];
    for await (const line of inventory.linesOf(word)) if (line.type === 'port') ports.push(line.port);
    return ports;
  };
  assert.deepEqual([await lines('device:1'), await lines('device:2'), await lines(IPS[0])], [[22], [80], [80]]);
  // And back again.
  await scanned(inventory, factsOf(IPS[0], { mac: mac(1), port: 22 }));
  assert.equal((await inventory.hosts()).rows[0].device, 1);
});

test('copies of one image: the same keys, two network cards', async () => {
  const [cloned] = await devicesAfter([
    {
      [IPS[0]]: { mac: mac(1), ssh: ssh(1), certificate: 'c'.repeat(64) },
      [IPS[1]]: { mac: mac(2), ssh: ssh(1), certificate: 'c'.repeat(64) },
    },
  ]);
  assert.notEqual(cloned[IPS[0]], cloned[IPS[1]]);
});

test('what a maker gave to all of its devices joins nobody, whenever that shows', async () => {
  const few = Object.fromEntries(IPS.slice(0, 3).map((ip) => [ip, { ssh: ssh(1) }]));
  const all = Object.fromEntries(IPS.map((ip) => [ip, { ssh: ssh(1) }]));
  const [first, then] = await devicesAfter([few, all]);
  assert.equal(new Set(Object.values(first)).size, 1);
  assert.equal(new Set(Object.values(then)).size, IPS.length);
});

test('a merge says why, can be undone, and is not made again', async () => {
  await using inventory = await inventoryForTests();
  const facts = [...factsOf(IPS[0], { ssh: ssh(1) }), ...factsOf(IPS[1], { ssh: ssh(1) })];
  await scanned(inventory, facts);
  const [device] = await inventory.devices(IPS[1]);
  const [{ id, kind, value, addresses, atOnce }] = device.merges;
  assert.deepEqual([kind, value, [...addresses].sort(), atOnce], ['ssh-key', ssh(1), IPS.slice(0, 2), true]);
  await inventory.undoMerge(id);
  const apart = await inventory.byAddress();
  assert.notEqual(apart[IPS[0]], apart[IPS[1]]);
  await scanned(inventory, facts);
  assert.deepEqual(await inventory.byAddress(), apart);
  assert.equal((await inventory.devices(IPS[1]))[0].merges[0].undone?.because, 'by hand');
  await assert.rejects(inventory.undoMerge(id), { code: 'E_NO_MERGE' });
  await assert.rejects(inventory.undoMerge(99), { code: 'E_NO_MERGE' });
});

/** Machines with what is theirs alone, and addresses that they have in each scan. */
const world = fc
  .record({
    count: fc.integer({ min: 2, max: 4 }),
    shared: fc.boolean(),
    scans: fc.array(fc.shuffledSubarray(IPS, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ count, shared, scans }) => ({
    machines: Array.from(
      { length: count },
      (_, number): Machine => ({
        mac: mac(number),
        ssh: ssh(shared ? 99 : number),
        name: `name-${number}.local`,
      }),
    ),
    scans,
  }));

test('whoever moves where: one machine is one device, two machines never are; the order of facts changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      world,
      fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      async ({ machines, scans }, order) => {
        await using inventory = await inventoryForTests();
        const deviceOf = new Map<number, number>();
        for (const ips of scans) {
          const facts: Fact[] = machines.flatMap((machine, number) => factsOf(ips[number], machine));
          const shuffled = facts.map((fact, at) => [order[at % order.length], fact] as const).sort(([a], [b]) => a - b);
          await scanned(
            inventory,
            shuffled.map(([, fact]) => fact),
          );
          const devices = await inventory.byAddress();
          machines.forEach((_, number) => {
            const device = devices[ips[number]];
            assert.equal(deviceOf.get(number) ?? device, device, `machine ${number} became another device`);
            deviceOf.set(number, device);
          });
          assert.equal(new Set(deviceOf.values()).size, machines.length, 'two machines are one device');
        }
      },
    ),
    { numRuns: 25 },
  );
});
