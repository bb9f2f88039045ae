// What a host answered to the few questions that its TCP/IP stack is asked: read from the packets as they came.
import * as icmp from '../../wire/icmp.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as tcp from '../../wire/tcp.ts';

/** What every packet of a stack shows of it. */
interface Packet {
  readonly ttl: number;
  readonly dontFragment: boolean;
  readonly identification: number;
}

export interface SynAck extends Packet {
  readonly kind: 'syn-ack';
  /** As it stands in the header. */
  readonly window: number;
  /** The options in their order, a letter each (LETTERS). */
  readonly layout: string;
  /** Values of the options; null where there is none. */
  readonly segment: number | null;
  readonly scale: number | null;
  readonly clock: number | null;
  /** When it came, milliseconds. */
  readonly atMs: number;
}

export interface Reset extends Packet {
  readonly kind: 'reset';
  readonly window: number;
}

export interface EchoReply extends Packet {
  readonly kind: 'echo-reply';
  readonly code: number;
}

export type StackAnswer = SynAck | Reset | EchoReply;

/** Of the options of a SYN-ACK; `X` stands for any other. An end stands once, whatever padding is behind it. */
const LETTERS: Readonly<Record<tcp.TcpOption['type'], string>> = {
  end: 'E',
  nop: 'N',
  'maximum-segment-size': 'M',
  'window-scale': 'W',
  'sack-permitted': 'S',
  sack: 'X',
  timestamps: 'T',
  unknown: 'X',
};

/** `bytes`: from the IPv4 header on, perhaps cut off. Null where it is nothing of the three. Never throws. */
export function readAnswer(bytes: Uint8Array, atMs: number): StackAnswer | null {
  const header = ipv4.check(bytes, 0, bytes.length);
  if (header === 0) return null;
  const packet: Packet = {
    ttl: ipv4.ttl(bytes, 0),
    dontFragment: ipv4.dontFragment(bytes, 0),
    identification: ipv4.identification(bytes, 0),
  };
  const length = ipv4.payloadLength(bytes, 0, bytes.length);
  if (ipv4.protocol(bytes, 0) === ipv4.PROTOCOL_TCP) return readSegment(bytes, header, length, packet, atMs);
  if (ipv4.protocol(bytes, 0) !== ipv4.PROTOCOL_ICMP || icmp.check(bytes, header, length) === 0) return null;
  if (icmp.type(bytes, header) !== icmp.TYPE.echoReply) return null;
  return { kind: 'echo-reply', ...packet, code: icmp.code(bytes, header) };
}

function readSegment(bytes: Uint8Array, at: number, length: number, packet: Packet, atMs: number): StackAnswer | null {
  const segment = tcp.parse(bytes, at, length);
  if (segment === null) return null;
  const { flags, window, options } = segment;
  if ((flags & tcp.RST) !== 0) return { kind: 'reset', ...packet, window };
  if ((flags & (tcp.SYN | tcp.ACK)) !== (tcp.SYN | tcp.ACK)) return null;
  let [size, scale, clock]: (number | null)[] = [null, null, null];
  for (const option of options) {
    if (option.type === 'maximum-segment-size') size = option.size;
    if (option.type === 'window-scale') scale = option.shift;
    if (option.type === 'timestamps') clock = option.value;
  }
  const layout = options.map(({ type }) => LETTERS[type]).join('');
  return { kind: 'syn-ack', ...packet, window, layout, segment: size, scale, clock, atMs };
}
