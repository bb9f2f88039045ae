// An SNMP agent (RFC 1157, RFC 3416; version 3: RFC 3414 section 4, the discovery of its engine): reads, with the community `public`.
import type { Datagrams } from '../host.ts';

export type Value =
  | string
  | number
  /** An object identifier: `.1.3.6...` */
  | { readonly oid: string }
  | { readonly ticks: number };

export interface Agent {
  readonly sysDescr: string;
  readonly sysObjectID: string;
  readonly sysName: string;
  readonly sysLocation?: string;
  readonly sysServices?: number;
  /** Others, by `1.3.6...` with their instance. */
  readonly more?: Readonly<Record<string, Value>>;
  /** Hexadecimal, of version 3 (RFC 3411 section 5, SnmpEngineID); none: it does not speak it. */
  readonly engine?: string;
}

const SYSTEM = '1.3.6.1.2.1.1';
const GET = 0xa0;
const GET_NEXT = 0xa1;
const GET_BULK = 0xa5;
const RESPONSE = 0xa2;
const REPORT = 0xa8;
/** What goes into one frame: more is cut off (RFC 3416 section 4.2.3), or refused. */
const BYTES_MOST = 1200;
const [TOO_BIG, NO_SUCH_NAME] = [1, 2];
const NO_SUCH_OBJECT = Buffer.from([0x80, 0]);
const END_OF_VIEW = Buffer.from([0x82, 0]);

function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function integer(value: number, tag = 2): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value >>> 0, 1);
  let from = 0;
  while (from < 4 && bytes[from] === 0 && bytes[from + 1] < 128) from++;
  return tlv(tag, bytes.subarray(from));
}

function oid(text: string): Buffer {
  const numbers = text.replace(/^\./, '').split('.').map(Number);
  const bytes = [numbers[0] * 40 + numbers[1]];
  for (const number of numbers.slice(2)) {
    const groups = [number & 127];
    for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128))
      groups.unshift((rest & 127) | 128);
    bytes.push(...groups);
  }
  return tlv(6, Buffer.from(bytes));
}

function encodeValue(value: Value): Buffer {
  if (typeof value === 'string') return tlv(4, Buffer.from(value, 'latin1'));
  if (typeof value === 'number') return integer(value);
  return 'oid' in value ? oid(value.oid) : integer(value.ticks, 0x43);
}

interface Node {
  readonly tag: number;
  readonly body: Buffer;
  readonly next: number;
}

function read(bytes: Buffer, at: number): Node | null {
  if (at + 2 > bytes.length) return null;
  let length = bytes[at + 1];
  let from = at + 2;
  if (length >= 128) {
    const count = length & 127;
    if (count === 0 || count > 2 || from + count > bytes.length) return null;
    length = bytes.readUIntBE(from, count);
    from += count;
  }
  if (from + length > bytes.length) return null;
  return { tag: bytes[at], body: bytes.subarray(from, from + length), next: from + length };
}

function children(bytes: Buffer): Node[] {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length && nodes.length < 64; ) {
    const node = read(bytes, at);
    if (node === null) return [];
    nodes.push(node);
    at = node.next;
  }
  return nodes;
}

function oidText(body: Buffer): string {
  const numbers = [Math.floor(body[0] / 40), body[0] % 40];
  let value = 0;
  for (const byte of body.subarray(1)) {
    value = value * 128 + (byte & 127);
    if (byte < 128) {
      numbers.push(value);
      value = 0;
    }
  }
  return numbers.join('.');
}

function compareOids(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let k = 0; k < Math.min(left.length, right.length); k++) if (left[k] !== right[k]) return left[k] - right[k];
  return left.length - right.length;
}

type Table = ReadonlyMap<string, Value>;

function bindings(
  pdu: number,
  asked: readonly Node[],
  table: Table,
  sorted: readonly string[],
  version: number,
): Buffer[] | null {
  const out: Buffer[] = [];
  let size = 0;
  for (const { body } of asked) {
    const [name] = children(body);
    if (name?.tag !== 6) return null;
    const wanted = oidText(name.body);
    const found =
      pdu === GET ? (table.has(wanted) ? wanted : undefined) : sorted.find((each) => compareOids(each, wanted) > 0);
    if (found === undefined && version === 0) return null;
    const value = found === undefined ? (pdu === GET ? NO_SUCH_OBJECT : END_OF_VIEW) : encodeValue(table.get(found)!);
    const bound = tlv(0x30, oid(found ?? wanted), value);
    size += bound.length;
    if (size > BYTES_MOST && pdu === GET_BULK) break;
    out.push(bound);
  }
  return out;
}

/** RFC 3414 section 4: who asks without knowing the engine is told it. */
function reportOf(message: readonly Node[], engine: string): Buffer | null {
  const header = children(message[1].body);
  if (header.length < 4) return null;
  const usm = tlv(0x30, tlv(4, Buffer.from(engine, 'hex')), ...[integer(7), integer(123_456), tlv(4), tlv(4), tlv(4)]);
  const unknownEngines = tlv(0x30, oid('1.3.6.1.6.3.15.1.1.4.0'), integer(1, 0x41));
  const pdu = tlv(REPORT, integer(0), integer(0), integer(0), tlv(0x30, unknownEngines));
  return tlv(
    0x30,
    integer(3),
    tlv(0x30, tlv(2, header[0].body), integer(65_507), tlv(4, Buffer.from([0])), integer(3)),
    tlv(4, usm),
    tlv(0x30, tlv(4, Buffer.from(engine, 'hex')), tlv(4), pdu),
  );
}

export function snmp({
  sysDescr,
  sysObjectID,
  sysName,
  sysLocation = '',
  sysServices = 72,
  more = {},
  engine,
}: Agent): Datagrams {
  const table: Table = new Map<string, Value>([
    [`${SYSTEM}.1.0`, sysDescr],
    [`${SYSTEM}.2.0`, { oid: sysObjectID }],
    [`${SYSTEM}.3.0`, { ticks: 36_201_020 }],
    [`${SYSTEM}.4.0`, ''],
    [`${SYSTEM}.5.0`, sysName],
    [`${SYSTEM}.6.0`, sysLocation],
    [`${SYSTEM}.7.0`, sysServices],
    ...Object.entries(more),
  ]);
  const sorted = [...table.keys()].sort(compareOids);
  return {
    answer(heard) {
      const whole = read(heard, 0);
      if (whole?.tag !== 0x30) return null;
      const message = children(whole.body);
      const version = message[0]?.body[0];
      if (version === 3) return engine === undefined || message.length < 4 ? null : reportOf(message, engine);
      if ((version !== 0 && version !== 1) || message.length < 3 || message[1].body.toString('latin1') !== 'public')
        return null;
      const pdu = message[2];
      if (pdu.tag !== GET && pdu.tag !== GET_NEXT && !(pdu.tag === GET_BULK && version === 1)) return null;
      const [id, , , list] = children(pdu.body);
      if (list === undefined) return null;
      const asked = children(list.body);
      const found = bindings(pdu.tag, asked, table, sorted, version);
      const fitting = found === null ? null : Buffer.concat(found);
      const isTooBig = fitting !== null && fitting.length > BYTES_MOST;
      const error = isTooBig ? TOO_BIG : fitting === null ? NO_SUCH_NAME : 0;
      const bound = fitting === null || isTooBig ? list.body : fitting;
      return tlv(
        0x30,
        ...[integer(version), tlv(4, message[1].body)],
        tlv(RESPONSE, tlv(2, id.body), integer(error), integer(error === 0 ? 0 : 1), tlv(0x30, bound)),
      );
    },
  };
}
