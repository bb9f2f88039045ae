// The tables of an SNMP agent that say what is at the other end of its cables and on its links.
//
//   LLDP         lldpRemTable, lldpRemManAddrTable, lldpLocPortTable (IEEE 802.1AB section 11.5, LLDP-MIB)
//   CDP          cdpCacheTable (CISCO-CDP-MIB)
//   ARP          ipNetToMediaTable; where it is empty ipNetToPhysicalTable, which took its place (RFC 4293)
//   forwarding   dot1dTpFdbTable (RFC 4188); where it is empty dot1qTpFdbTable, which has it by VLAN (RFC 4363)
//   ports        dot1dBasePortTable (RFC 4188) leads from a bridge's port to its interface; ifXTable or ifTable (RFC 2863) name that
//
//  1. A row that lacks what it is about, or whose index is not of its form, is passed over.
//  2. Names of interfaces are asked for where a table wants them, once.
//  3. Who is the only one behind a port is known of a forwarding table that was read to its end.
import { clean, latin1 } from '../../service/bytes.ts';
import { type ObjectId, objectId } from '../../service/monitoring/object-id.ts';
import { formatIpv4, formatMac } from '../../wire/address.ts';
import { integerOf, octetsOf, type Row, type Table, type Value, type Walked } from './walk.ts';

/** What the other end of a cable says of itself, as the agent heard it. */
export interface CableEnd {
  readonly by: 'lldp' | 'cdp';
  readonly ip: string | null;
  readonly mac: string | null;
  /** The agent's own port, and the other end's; empty where nothing names it. */
  readonly port: string;
  readonly theirPort: string;
  readonly name: string;
  /** What it runs, as it is written. */
  readonly description: string;
  readonly model: string;
  /** As LLDP and CDP have them in their frames (src/wire/). */
  readonly capabilities: number;
}

export interface ArpEntry {
  readonly ip: string;
  readonly mac: string;
  readonly interface: string;
}

/** The only address that a bridge's forwarding table has behind a port of it. */
export interface BehindPort {
  readonly mac: string;
  readonly port: string;
}

export interface AgentTables {
  readonly cables: readonly CableEnd[];
  readonly arp: readonly ArpEntry[];
  readonly behind: readonly BehindPort[];
}

type Walk = (table: Table) => Promise<Walked>;
type Rows = (table: Table) => Promise<readonly Row[]>;

const table = (entry: string, ...columns: number[]): Table => ({ entry: objectId(entry), columns });
const LLDP_REMOTE = table('1.0.8802.1.1.2.1.4.1.1', 4, 5, 6, 7, 8, 9, 10, 12);
const LLDP_ADDRESSES = table('1.0.8802.1.1.2.1.4.2.1', 3);
const LLDP_PORTS = table('1.0.8802.1.1.2.1.3.7.1', 2, 3, 4);
const CDP_CACHE = table('1.3.6.1.4.1.9.9.23.1.2.1.1', 3, 4, 5, 6, 7, 8, 9);
const NET_TO_MEDIA = table('1.3.6.1.2.1.4.22.1', 2, 4);
const NET_TO_PHYSICAL = table('1.3.6.1.2.1.4.35.1', 4, 6, 7);
const FORWARDING = table('1.3.6.1.2.1.17.4.3.1', 2, 3);
const FORWARDING_BY_VLAN = table('1.3.6.1.2.1.17.7.1.2.2.1', 2, 3);
const BRIDGE_PORTS = table('1.3.6.1.2.1.17.1.4.1', 2);
const INTERFACE_NAMES = table('1.3.6.1.2.1.31.1.1.1', 1);
const INTERFACE_DESCRIPTIONS = table('1.3.6.1.2.1.2.2.1', 2);

const MAC_LENGTH = 6;
const IPV4 = 1;
/** IEEE 802.1AB: of a chassis and of a port, what its identifier is. */
const CHASSIS = { mac: 4, address: 5 } as const;
const PORT_MAC = 3;
/** Of an ARP entry: one that is not to be used; of its state, one that is not or not yet resolved. */
const INVALID_TYPE = 2;
const INVALID_STATES: ReadonlySet<number> = new Set([5, 7]);
const LEARNED = 3;
const TEXT_MOST = 255;

export async function readTables(walk: Walk): Promise<AgentTables> {
  const rowsOf: Rows = async (which) => (await walk(which)).rows;
  const interfaces = namesOnce(rowsOf);
  const lldp = await readLldp(rowsOf);
  const cdp = await readCdp(rowsOf, interfaces);
  const arp = await readArp(rowsOf, interfaces);
  return { cables: [...lldp, ...cdp], arp, behind: await readForwarding(walk, interfaces) };
}

type Names = () => Promise<ReadonlyMap<number, string>>;

/** Rule 2. */
function namesOnce(rowsOf: Rows): Names {
  let names: Promise<ReadonlyMap<number, string>> | null = null;
  const named = async (which: Table): Promise<ReadonlyMap<number, string>> => {
    const rows = await rowsOf(which);
    const all = rows.map(({ index, values }) => [index[0], textOf(values.get(which.columns[0]))] as const);
    return new Map(all.filter(([, name]) => name !== ''));
  };
  const ask = async (): Promise<ReadonlyMap<number, string>> => {
    const short = await named(INTERFACE_NAMES);
    return short.size > 0 ? short : named(INTERFACE_DESCRIPTIONS);
  };
  return () => {
    names ??= ask();
    return names;
  };
}

/** Index: time mark, number of the local port, number of the neighbour; of addresses, kind, length and octets behind it. */
async function readLldp(rowsOf: Rows): Promise<readonly CableEnd[]> {
  const rows = (await rowsOf(LLDP_REMOTE)).filter(({ index }) => index.length === 3);
  if (rows.length === 0) return [];
  const addresses = new Map<string, string>();
  for (const { index } of await rowsOf(LLDP_ADDRESSES)) {
    const [key, ip] = [index.slice(0, 3).join('.'), prefixedIpv4(index.slice(3))];
    if (ip !== null && !addresses.has(key)) addresses.set(key, ip);
  }
  const ports = new Map(
    (await rowsOf(LLDP_PORTS)).map(({ index, values }) => [
      index[0],
      portName(integerOf(values.get(2)), octetsOf(values.get(3)), textOf(values.get(4))),
    ]),
  );
  return rows.map(({ index, values }) => {
    const [subtype, chassis] = [integerOf(values.get(4)), octetsOf(values.get(5))];
    const ofChassis = subtype === CHASSIS.address && chassis[0] === IPV4 ? ipv4Of(chassis.subarray(1)) : null;
    return {
      by: 'lldp',
      ip: addresses.get(index.join('.')) ?? ofChassis,
      mac: subtype === CHASSIS.mac ? macOf(chassis) : null,
      port: ports.get(index[1]) ?? String(index[1]),
      theirPort: portName(integerOf(values.get(6)), octetsOf(values.get(7)), textOf(values.get(8))),
      name: textOf(values.get(9)),
      description: textOf(values.get(10)),
      model: '',
      capabilities: reversedBits(octetsOf(values.get(12))[0] ?? 0),
    };
  });
}

/** Index: the interface, the neighbour's number. */
async function readCdp(rowsOf: Rows, interfaces: Names): Promise<readonly CableEnd[]> {
  const rows = (await rowsOf(CDP_CACHE)).filter(({ index }) => index.length === 2);
  const names = rows.length === 0 ? new Map<number, string>() : await interfaces();
  return rows.map(({ index, values }) => ({
    by: 'cdp',
    ip: integerOf(values.get(3)) === IPV4 ? ipv4Of(octetsOf(values.get(4))) : null,
    mac: null,
    port: names.get(index[0]) ?? String(index[0]),
    theirPort: textOf(values.get(7)),
    name: textOf(values.get(6)),
    description: textOf(values.get(5)),
    model: textOf(values.get(8)),
    capabilities: octetsOf(values.get(9)).reduce((sum, byte) => (sum * 256 + byte) % 0x1_0000_0000, 0),
  }));
}

/** Index: the interface, the address; of the newer table, its kind and length before it. */
async function readArp(rowsOf: Rows, interfaces: Names): Promise<readonly ArpEntry[]> {
  const old = await rowsOf(NET_TO_MEDIA);
  const found = [
    ...old.map(({ index, values }) => {
      const isValid = integerOf(values.get(4)) !== INVALID_TYPE;
      return { at: index[0], ip: ipv4Of(index.slice(1)), mac: isValid ? macOf(octetsOf(values.get(2))) : null };
    }),
    ...(old.length > 0 ? [] : await rowsOf(NET_TO_PHYSICAL)).map(({ index, values }) => {
      const isValid = integerOf(values.get(6)) !== INVALID_TYPE && !INVALID_STATES.has(integerOf(values.get(7)));
      return { at: index[0], ip: prefixedIpv4(index.slice(1)), mac: isValid ? macOf(octetsOf(values.get(4))) : null };
    }),
  ];
  const names = found.length === 0 ? new Map<number, string>() : await interfaces();
  return found.flatMap(({ at, ip, mac }) =>
    ip === null || mac === null ? [] : [{ ip, mac, interface: names.get(at) ?? String(at) }],
  );
}

/** Index: the address, six numbers; by VLAN, the number of the forwarding database before it. Rule 3. */
async function readForwarding(walk: Walk, interfaces: Names): Promise<readonly BehindPort[]> {
  const plain = await walk(FORWARDING);
  const { rows, isWhole } = plain.rows.length > 0 ? plain : await walk(FORWARDING_BY_VLAN);
  if (!isWhole) return [];
  const byPort = new Map<number, Set<string>>();
  for (const { index, values } of rows) {
    const [mac, port] = [macOf(index.slice(-MAC_LENGTH)), integerOf(values.get(2))];
    if (mac === null || port < 1 || integerOf(values.get(3)) !== LEARNED) continue;
    byPort.set(port, (byPort.get(port) ?? new Set()).add(mac));
  }
  const alone = [...byPort].filter(([, macs]) => macs.size === 1);
  if (alone.length === 0) return [];
  const ports = new Map(
    (await walk(BRIDGE_PORTS)).rows.map(({ index, values }) => [index[0], integerOf(values.get(2))]),
  );
  const names = await interfaces();
  return alone.flatMap(([port, macs]) =>
    [...macs].map((mac) => ({ mac, port: names.get(ports.get(port) ?? -1) ?? String(port) })),
  );
}

const textOf = (value: Value | undefined): string =>
  clean(Buffer.from(octetsOf(value)).toString('utf8').replace(/\0+$/, ''), TEXT_MOST);

/** What a person calls it: its description where it is known by a MAC address alone. */
function portName(subtype: number, identifier: Uint8Array, description: string): string {
  if (subtype === PORT_MAC) return description || (macOf(identifier) ?? '');
  return clean(latin1(identifier), TEXT_MOST) || description;
}

/** Of one machine; null where it is of none, or of a group. */
function macOf(octets: ArrayLike<number>): string | null {
  const bytes = Uint8Array.from(octets);
  const isOne = bytes.length === MAC_LENGTH && Array.from(octets).every((each) => each <= 0xff);
  return isOne && (bytes[0] & 1) === 0 && bytes.some((each) => each !== 0) ? formatMac(bytes, 0) : null;
}

/** Of a host: no group, no loopback. */
function ipv4Of(octets: ArrayLike<number>): string | null {
  const bytes = Array.from(octets);
  if (bytes.length !== 4 || bytes.some((each) => each > 0xff)) return null;
  const isHost = bytes[0] > 0 && bytes[0] < 224 && bytes[0] !== 127;
  return isHost ? formatIpv4(bytes.reduce((sum, each) => sum * 256 + each, 0)) : null;
}

/** Of an index: kind of address, how many numbers follow, the numbers. */
function prefixedIpv4(index: ObjectId): string | null {
  return index[0] === IPV4 && index[1] === 4 ? ipv4Of(index.slice(2)) : null;
}

/** BITS have their first in the highest place (RFC 3417 section 8), the capabilities of a frame in the lowest. */
function reversedBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) if ((byte & (0x80 >> bit)) !== 0) reversed |= 1 << bit;
  return reversed;
}
