import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ascii } from '../../service/bytes.ts';
import { agentWith, integer, type Objects, octets } from '../../service/monitoring/agent.test-data.ts';
import { emitRequest, parseResponse, V2C } from '../../service/monitoring/message.ts';
import { createNeighbourhood } from './neighbourhood.ts';
import { MACS, SWITCH } from './tables.test-data.ts';
import { type AgentTables, readTables } from './tables.ts';
import { ROWS_MOST, walkTable } from './walk.ts';

const AGENT = '198.18.0.2';

function read(objects: Objects): Promise<AgentTables> {
  const answer = agentWith(objects);
  const about = { version: V2C, community: ascii('c'), requestId: 0x0102_0304, kind: 'get-bulk' } as const;
  return readTables((table) =>
    walkTable(table, async (request) => parseResponse(answer(emitRequest({ ...about, ...request })))),
  );
}

const said = (
  tables: AgentTables,
  hosts: readonly { ip: string; mac?: string }[],
  agent = AGENT,
): readonly string[] => {
  const book = createNeighbourhood();
  book.take(agent, tables);
  return [...book.clues(hosts)].map(
    ({ ip, clue: { source, about, value, text } }) => `${ip} ${source} ${about} ${value}: ${text}`,
  );
};

test('what a switch has in its tables, of hosts that were found', async () => {
  const tables = await read(SWITCH);
  assert.equal(tables.cables.length, 3);
  const hosts = ['198.18.0.1', AGENT, '198.18.0.20', '198.18.0.30'].map((ip) => ({ ip }));
  assert.deepEqual(said(tables, hosts), [
    '198.18.0.1 snmp-lldp neighbour 198.18.0.2: LLDP table of 198.18.0.2: its port swp1, port ge-0/0/1 here',
    '198.18.0.1 snmp-lldp name router.example: LLDP table of 198.18.0.2: its port swp1, port ge-0/0/1 here',
    '198.18.0.1 snmp-lldp os Juniper Networks, Inc. kernel JUNOS 21.4: LLDP table of 198.18.0.2: its port swp1, port ge-0/0/1 here',
    '198.18.0.1 snmp-lldp kind router: LLDP table of 198.18.0.2: its port swp1, port ge-0/0/1 here',
    '198.18.0.20 snmp-lldp neighbour 198.18.0.2: LLDP table of 198.18.0.2: its port 9, port 00:00:5e:00:53:01 here',
    '198.18.0.30 snmp-cdp neighbour 198.18.0.2: CDP table of 198.18.0.2: its port swp2, port Port 1 here',
    '198.18.0.30 snmp-cdp name SEP00005E005304: CDP table of 198.18.0.2: its port swp2, port Port 1 here',
    '198.18.0.30 snmp-cdp model Cisco IP Phone 7941: CDP table of 198.18.0.2: its port swp2, port Port 1 here',
    '198.18.0.30 snmp-cdp kind voip-phone: CDP table of 198.18.0.2: its port swp2, port Port 1 here',
    '198.18.0.20 snmp-arp mac 00:00:5e:00:53:01: ARP table of 198.18.0.2: its interface vlan7',
    '198.18.0.20 snmp-fdb neighbour 198.18.0.2: forwarding table of 198.18.0.2: the only one behind its port swp2',
  ]);
});

test('of who was not found nothing is said, nor of the agent by itself', async () => {
  const tables = await read(SWITCH);
  assert.deepEqual(said(tables, [{ ip: '198.18.0.99' }]), []);
  assert.deepEqual(said(tables, [{ ip: '198.18.0.1' }], '198.18.0.1'), []);
});

test('a MAC address that more hosts show than one machine has tells none of them apart', async () => {
  const tables = await read(SWITCH);
  const mac = '00:00:5e:00:53:01';
  const many = Array.from({ length: 5 }, (_, k) => ({ ip: `198.18.1.${k}`, mac }));
  assert.equal(said(tables, many.slice(0, 4)).filter((each) => each.includes('snmp-fdb')).length, 4);
  assert.deepEqual(said(tables, many), []);
});

test('the newer tables are asked where the older are empty', async () => {
  const physical = '1.3.6.1.2.1.4.35.1';
  const byVlan = '1.3.6.1.2.1.17.7.1.2.2.1';
  const mac = MACS.other.join('.');
  const tables = await read(
    new Map([
      [`${physical}.4.3.1.4.198.18.0.40`, octets(MACS.other)],
      [`${physical}.6.3.1.4.198.18.0.40`, integer(3)],
      [`${physical}.7.3.1.4.198.18.0.40`, integer(2)],
      // Not resolved; and one of IPv6, which no scan looks for.
      [`${physical}.4.3.1.4.198.18.0.41`, octets(MACS.router)],
      [`${physical}.7.3.1.4.198.18.0.41`, integer(7)],
      [`${physical}.4.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1`, octets(MACS.router)],
      [`${byVlan}.2.7.${mac}`, integer(4)],
      [`${byVlan}.3.7.${mac}`, integer(3)],
      // The same machine in another VLAN is one.
      [`${byVlan}.2.8.${mac}`, integer(4)],
      [`${byVlan}.3.8.${mac}`, integer(3)],
    ]),
  );
  assert.deepEqual(tables.arp, [{ ip: '198.18.0.40', mac: '00:00:5e:00:53:03', interface: '3' }]);
  assert.deepEqual(tables.behind, [{ mac: '00:00:5e:00:53:03', port: '4' }]);
});

test("strangers' words are bounded and of one line; indices that are none are passed over", async () => {
  const bad = new Map(SWITCH);
  bad.set('1.0.8802.1.1.2.1.4.1.1.9.0.1.1', octets(`<script>\n\u0007${'x'.repeat(700)}`));
  bad.set('1.0.8802.1.1.2.1.4.2.1.3.0.1.1.1.4.198.18.0.4000', integer(2));
  bad.set('1.3.6.1.2.1.4.22.1.2.12.198.18.0', octets(MACS.other));
  bad.set('1.3.6.1.2.1.17.4.3.1.2.0.0.94.0.83.999', integer(1));
  const tables = await read(bad);
  const { name } = tables.cables[0];
  assert(name.length <= 256 && name.startsWith('<script> x'), name);
  assert.equal(tables.arp.length, 1);
  const anything = fc.array(fc.tuple(fc.constantFrom(...SWITCH.keys()), fc.uint8Array({ maxLength: 12 })), {
    maxLength: 9,
  });
  await fc.assert(
    fc.asyncProperty(anything, async (changes) => {
      const changed = new Map(SWITCH);
      for (const [name, content] of changes) changed.set(name, octets([...content]));
      const lines = said(await read(changed), [{ ip: '198.18.0.1' }, { ip: '198.18.0.20' }]);
      assert(lines.every((each) => each.length < 1200 && !/\p{Cc}/u.test(each)));
    }),
    { numRuns: 100 },
  );
});

test('who is the only one behind a port is not known of a forwarding table that was not read to its end', async () => {
  const forwarding = '1.3.6.1.2.1.17.4.3.1.';
  const answer = agentWith(SWITCH);
  const about = { version: V2C, community: ascii('c'), requestId: 0x0102_0304, kind: 'get-bulk' } as const;
  const readUpTo = (questions: number): Promise<AgentTables> => {
    let left = questions;
    return readTables((table) =>
      walkTable(table, async ({ objects }) => {
        if (objects.some((each) => `${each.join('.')}.`.startsWith(forwarding)) && left-- <= 0) return null;
        return parseResponse(answer(emitRequest({ ...about, objects, repetitions: 1 })));
      }),
    );
  };
  assert.equal((await readUpTo(10)).behind.length, 1);
  assert.deepEqual((await readUpTo(3)).behind, []);
});

test('more of agents than is kept is left out, and that is known', () => {
  const arp = Array.from({ length: ROWS_MOST }, () => ({ ip: '198.18.0.1', mac: '', interface: 'x'.repeat(255) }));
  const book = createNeighbourhood();
  for (let k = 0; k < 10; k++) book.take(`198.18.1.${k}`, { cables: [], arp, behind: [] });
  assert(!book.leavesOut());
  for (let k = 10; k < 20; k++) book.take(`198.18.1.${k}`, { cables: [], arp, behind: [] });
  assert(book.leavesOut());
});

test('an agent that has a host in its tables thousands of times says it once of each', async () => {
  const { cables } = await read(SWITCH);
  const [end] = cables.filter(({ ip }) => ip === '198.18.0.1');
  const many = Array.from({ length: ROWS_MOST }, (_, k) => ({ ...end, name: `name-${k}` }));
  const lines = said({ cables: many, arp: [], behind: [] }, [{ ip: '198.18.0.1' }]);
  assert.equal(lines.filter((each) => each.includes(' name ')).length, 1);
});
