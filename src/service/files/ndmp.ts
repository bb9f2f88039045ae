// NDMP: Network Data Management Protocol version 4 (SNIA). The server greets: it tells whether it takes the connection.
//
//   record mark u32 (0x8000_0000: the last fragment; length), XDR (RFC 4506)
//   header: sequence u32, time_stamp u32, message_type u32 (0 request, 1 reply), message u32, reply_sequence u32, error u32
//   0x502  NDMP_NOTIFY_CONNECTED: reason u32, protocol_version u32, text string
//   0x900  NDMP_CONNECT_OPEN: protocol_version u32
//   0x108  NDMP_CONFIG_GET_SERVER_INFO: error u32, vendor_name, product_name, revision_number strings
import { be32, clean, concat, textAt, u32 } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const LAST = 0x8000_0000;
const HEADER = 24;
const REQUEST = 0;
const ANSWER = 1;
const NOTIFY_CONNECTED = 0x502;
const CONNECT_OPEN = 0x900;
const GET_SERVER_INFO = 0x108;
const RECORD_MOST = 4096;

export const ndmp = defineService({
  name: 'ndmp',
  title: 'Network Data Management Protocol',
  specification: 'NDMP version 4',
  ports: [10000],

  read({ bytes }: Reply): Verdict | null {
    const length = u32(bytes, 0) - LAST;
    if (length < HEADER + 8 || length > RECORD_MOST || bytes.length < 4 + HEADER + 8) return null;
    if (u32(bytes, 12) !== REQUEST || u32(bytes, 16) !== NOTIFY_CONNECTED) return null;
    const version = u32(bytes, 4 + HEADER + 4);
    if (u32(bytes, 4 + HEADER) > 2 || version === 0 || version > 5) return null;
    return { confidence: 0.95, info: `protocol ${version}`, details: { protocol: version } };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const version = Number(verdict.details?.protocol);
    talk.send(message(1, CONNECT_OPEN, be32(version)));
    if (replyTo(await talk.receive(isRecord), CONNECT_OPEN) === null) return verdict;
    talk.send(message(2, GET_SERVER_INFO));
    const body = replyTo(await talk.receive(isRecord), GET_SERVER_INFO);
    if (body === null || u32(body, 0) !== 0) return { ...verdict, confidence: 1 };
    const [vendor, product, revision] = strings(body, 4, 3);
    return {
      ...verdict,
      confidence: 1,
      ...(product === '' ? {} : { product: clean(`${vendor} ${product}`, 80) }),
      ...(revision === '' ? {} : { version: clean(revision, 40) }),
    };
  },
});

function message(sequence: number, type: number, body: Uint8Array = new Uint8Array(0)): Uint8Array {
  const record = concat(be32(sequence), be32(0), be32(REQUEST), be32(type), be32(0), be32(0), body);
  return concat(be32(LAST + record.length), record);
}

const isRecord = (bytes: Uint8Array): boolean => bytes.length >= 4 && bytes.length >= 4 + u32(bytes, 0) - LAST;

/** The body of the reply; null: none. */
function replyTo(bytes: Uint8Array, type: number): Uint8Array | null {
  if (!isRecord(bytes) || u32(bytes, 12) !== ANSWER || u32(bytes, 16) !== type || u32(bytes, 24) !== 0) return null;
  return bytes.subarray(4 + HEADER);
}

function strings(bytes: Uint8Array, begin: number, count: number): string[] {
  const found: string[] = [];
  let at = begin;
  for (let i = 0; i < count; i++) {
    const length = Math.min(u32(bytes, at), 256);
    found.push(clean(textAt(bytes, at + 4, length)));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return found;
}
