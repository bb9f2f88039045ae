// Elasticsearch's and OpenSearch's transport port: TcpHeader and TransportHandshaker of their source (server/.../transport).
//
//   header      `ES`, length i32 (of what follows), request id i64, status u8 (1 answer, 2 error, 4 compressed, 8 handshake),
//               version i32; from 7.6 on length of the variable header i32
// To a browser's words it answers, in the clear, that it is no HTTP port. Before the handshake there is no login.
import { ascii, be32, clean, concat, hex, latin1, u8, u16, u32 } from '../bytes.ts';
import { varint } from '../protobuf.ts';
import { defineService, type Verdict } from '../service.ts';

const MARK = 0x4553;
const FIXED = 13;
const HEADER = 6 + FIXED;
const [ANSWER, ERROR, HANDSHAKE] = [1, 2, 8];
const LENGTH_MOST = 65_536;
const OPENSEARCH_MASK = 0x08000000;
/** As 6.8.0 and 7.x.99 count it: what the other side takes for the oldest it speaks with. */
const VERSION_IN_HEADER = 7_17_00_99;
const ACTION = 'internal:tcp/handshake';

function handshake(): Uint8Array {
  const text = (words: string): Uint8Array => concat(Uint8Array.of(words.length), ascii(words));
  // No request headers, no response headers, the action's name.
  const variable = concat(hex('00 00'), text(ACTION));
  // No parent task; 4 bytes: our version as a varint.
  const body = concat(hex('00 04'), varintOf(VERSION_IN_HEADER));
  const after = concat(
    hex('00000000 00000001'),
    Uint8Array.of(HANDSHAKE),
    be32(VERSION_IN_HEADER),
    be32(variable.length),
    variable,
    body,
  );
  return concat(ascii('ES'), be32(after.length), after);
}

function varintOf(value: number): Uint8Array {
  return value < 128 ? Uint8Array.of(value) : concat(Uint8Array.of((value & 0x7f) | 0x80), varintOf(value >>> 7));
}

export const elasticsearchTransport = defineService({
  name: 'elasticsearch-transport',
  title: 'Elasticsearch, OpenSearch transport',
  specification: 'Elasticsearch source: transport.TcpHeader',
  ports: [9300],
  hello: handshake(),
  ownPortsOnly: true,

  read({ bytes, text }) {
    if (/^This is not an? HTTP port$/.test(text)) return { confidence: 0.9 };
    if (u16(bytes, 0) !== MARK || bytes.length < HEADER) return null;
    const [length, status] = [u32(bytes, 2), u8(bytes, 14)];
    if (length < FIXED || length > LENGTH_MOST || (status & ANSWER) === 0 || status > 15) return null;
    if ((status & HANDSHAKE) !== 0 && (status & ERROR) === 0) return fromHandshake(bytes.subarray(0, 6 + length));
    const words = /[A-Za-z][\x20-\x7e]{8,200}/.exec(latin1(bytes.subarray(HEADER, HEADER + 600)))?.[0];
    return { confidence: 0.9, ...(words === undefined ? {} : { info: clean(words, 100) }) };
  },
});

/** The answer ends with the version: a varint of three bytes and more. */
function fromHandshake(message: Uint8Array): Verdict {
  for (let at = message.length - 5; at < message.length - 2; at++) {
    const told = at < HEADER ? null : varint(message, at);
    if (told === null || told.end !== message.length) continue;
    const isOpenSearch = told.value >= OPENSEARCH_MASK;
    const number = isOpenSearch ? told.value - OPENSEARCH_MASK : told.value;
    const version = [1_000_000, 10_000, 100].map((unit) => Math.floor(number / unit) % 100).join('.');
    if (number > 20_000_000 || number < 1_000_000) continue;
    return { confidence: 1, product: isOpenSearch ? 'OpenSearch' : 'Elasticsearch', version };
  }
  return { confidence: 0.9 };
}
