// Stacks as a test imagines them: what they put into a SYN-ACK, a RST and an echo reply, as packets.
import * as icmp from '../../wire/icmp.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import type { TcpOption } from '../../wire/tcp.ts';
import * as tcp from '../../wire/tcp.ts';
import { type EchoReply, type Reset, readAnswer, type SynAck } from './answers.ts';
import { ECHO_CODE } from './traits.ts';
import type { HostAnswers } from './verdict.ts';

export interface Imagined {
  /** The letters of answers.ts; an `E` pads by itself. */
  readonly layout: string;
  readonly ttl: number;
  readonly dontFragment?: boolean;
  readonly window: number;
  readonly segment?: number;
  readonly scale?: number;
  readonly ids: readonly number[];
  /** Ticks a second; null: each connection begins anew. */
  readonly clock?: number | null;
  readonly reset?: { readonly window: number; readonly dontFragment: boolean; readonly id: number } | null;
  readonly echo?: { readonly code: number; readonly dontFragment: boolean; readonly ttl: number } | null;
}

const US = 0xc6120001;
const THEM = 0xc6130001;
const NOTHING = new Uint8Array(0);

interface Header {
  readonly protocol: number;
  readonly ttl: number;
  readonly dontFragment: boolean;
  readonly identification: number;
}

export function packetOf(header: Header, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(20 + body.length);
  const fixed = { typeOfService: 0, moreFragments: false, fragmentOffset: 0, options: NOTHING };
  ipv4.emit(bytes, 0, { ...fixed, ...header, source: THEM, destination: US, payloadLength: body.length });
  bytes.set(body, 20);
  return bytes;
}

export function segmentOf(flags: number, window: number, options: readonly TcpOption[]): Uint8Array {
  const body = new Uint8Array(60);
  const numbers = { sequence: 7, acknowledgement: 8, flags, window, urgentPointer: 0 };
  const length = tcp.emit(
    body,
    0,
    { sourcePort: 22, destinationPort: 40_000, ...numbers, options, payload: NOTHING },
    THEM,
    US,
  );
  return body.subarray(0, length);
}

export function optionsOf({ layout, segment = 1460, scale = 7 }: Imagined, clock: number): readonly TcpOption[] {
  const made: Readonly<Record<string, TcpOption>> = {
    E: { type: 'end' },
    N: { type: 'nop' },
    M: { type: 'maximum-segment-size', size: segment },
    W: { type: 'window-scale', shift: scale },
    S: { type: 'sack-permitted' },
    T: { type: 'timestamps', value: clock, echoReply: 1 },
    X: { type: 'unknown', kind: 28, data: new Uint8Array(2) },
  };
  return [...layout].map((letter) => made[letter]);
}

/** Three SYN-ACKs 200 ms apart, and what else there is. */
export function answersOf(stack: Imagined, port = 22): HostAnswers {
  const { ttl, dontFragment = true, window, ids, clock = 1000, reset = null, echo = null } = stack;
  const began = 4_000_000_000;
  const synAcks = ids.map((identification, k) => {
    const now = clock === null ? (began * (k + 1) * 7) % 2 ** 32 : began + Math.round(clock * 0.2 * k);
    const options = optionsOf(stack, clock === 0 ? 0 : now);
    const body = segmentOf(tcp.SYN | tcp.ACK, window, options);
    const header = { protocol: ipv4.PROTOCOL_TCP, ttl, dontFragment, identification };
    return readAnswer(packetOf(header, body), 1000 + 200 * k + (k % 2)) as SynAck;
  });
  return {
    ports: new Map([[port, synAcks]]),
    reset: reset === null ? null : resetOf(reset, ttl),
    echoes: echo === null ? [] : [echoOf(echo)],
  };
}

function resetOf({ window, dontFragment, id }: NonNullable<Imagined['reset']>, ttl: number): Reset {
  const header = { protocol: ipv4.PROTOCOL_TCP, ttl, dontFragment, identification: id };
  return readAnswer(packetOf(header, segmentOf(tcp.RST | tcp.ACK, window, [])), 0) as Reset;
}

function echoOf({ code, dontFragment, ttl }: NonNullable<Imagined['echo']>): EchoReply {
  const body = new Uint8Array(24);
  icmp.emit(body, 0, { type: 'echo-reply', identifier: 1, sequence: 1, data: new Uint8Array(16) });
  body[icmp.OFFSET.code] = code;
  return readAnswer(
    packetOf({ protocol: ipv4.PROTOCOL_ICMP, ttl, dontFragment, identification: 77 }, body),
    0,
  ) as EchoReply;
}

const EMPTY_RESET = { window: 0, dontFragment: true, id: 0 };

export const LINUX: Imagined = {
  layout: 'MSTNW',
  ttl: 64,
  window: 65_160,
  ids: [0, 0, 0],
  reset: EMPTY_RESET,
  echo: { code: ECHO_CODE, dontFragment: false, ttl: 64 },
};

/** By the family they belong to. */
export const STACKS: Readonly<Record<string, readonly Imagined[]>> = {
  linux: [
    LINUX,
    { ...LINUX, clock: null },
    { ...LINUX, window: 28_960, clock: 250 },
    { ...LINUX, window: 5792, scale: 0, clock: 100 },
    { ...LINUX, ttl: 61 },
  ],
  windows: [
    {
      layout: 'MNWNNS',
      ttl: 128,
      window: 65_535,
      scale: 8,
      ids: [4000, 4002, 4009],
      reset: { ...EMPTY_RESET, id: 4011 },
      echo: { code: 0, dontFragment: false, ttl: 128 },
    },
    { layout: 'MNWST', ttl: 126, window: 8192, scale: 8, ids: [65_530, 3, 8], clock: 100 },
    {
      layout: 'MNWNNTNNS',
      ttl: 128,
      window: 65_535,
      scale: 0,
      ids: [12, 13, 14],
      clock: 0,
      echo: { code: 0, dontFragment: true, ttl: 128 },
    },
  ],
  apple: [
    { layout: 'MNWNNTSE', ttl: 64, window: 65_535, scale: 6, ids: [0, 0, 0], clock: null },
    { layout: 'MNWNNTSE', ttl: 63, window: 65_535, scale: 5, ids: [0, 0, 0] },
  ],
  freebsd: [
    {
      layout: 'MNWST',
      ttl: 64,
      window: 65_535,
      scale: 6,
      ids: [0, 0, 0],
      clock: null,
      reset: EMPTY_RESET,
      echo: { code: ECHO_CODE, dontFragment: true, ttl: 64 },
    },
  ],
  openbsd: [{ layout: 'MNNSNWNNT', ttl: 64, window: 16_384, scale: 6, ids: [40_111, 812, 23_001], clock: null }],
  netbsd: [{ layout: 'MNWST', ttl: 64, window: 32_768, scale: 3, ids: [40_111, 812, 23_001], clock: 2 }],
  solaris: [
    { layout: 'STMNW', ttl: 64, window: 64_436, scale: 5, ids: [100, 101, 102], clock: 100 },
    { layout: 'NNTMNWNNS', ttl: 64, window: 49_232, scale: 0, ids: [100, 101, 102], clock: 100 },
  ],
  lwip: [
    {
      layout: 'M',
      ttl: 255,
      dontFragment: false,
      window: 2144,
      segment: 536,
      ids: [5, 6, 7],
      reset: { window: 2144, dontFragment: false, id: 9 },
      echo: { code: ECHO_CODE, dontFragment: false, ttl: 255 },
    },
    {
      layout: 'M',
      ttl: 64,
      dontFragment: false,
      window: 5760,
      segment: 1440,
      ids: [5, 6, 7],
      reset: { window: 5760, dontFragment: false, id: 8 },
    },
  ],
  freertos: [
    {
      layout: 'MNWNNS',
      ttl: 128,
      dontFragment: false,
      window: 2920,
      scale: 0,
      ids: [5, 6, 7],
      echo: { code: ECHO_CODE, dontFragment: false, ttl: 64 },
    },
  ],
  'cisco-ios': [
    { layout: 'M', ttl: 255, dontFragment: false, window: 4128, segment: 536, ids: [3084, 900, 61_000] },
    { layout: 'M', ttl: 254, dontFragment: false, window: 4128, ids: [0, 0, 0] },
  ],
  embedded: [
    {
      layout: 'ME',
      ttl: 128,
      dontFragment: false,
      window: 8192,
      ids: [5, 6, 7],
      reset: { window: 0, dontFragment: false, id: 8 },
    },
    {
      layout: 'M',
      ttl: 64,
      dontFragment: false,
      window: 1460,
      ids: [5, 6, 7],
      reset: { window: 64_240, dontFragment: false, id: 8 },
    },
    { layout: 'MNWNNT', ttl: 64, dontFragment: false, window: 16_384, scale: 0, ids: [5, 6, 7], clock: 2 },
  ],
};

/** Stacks that have no signature, each like one that has in much: nothing is to be said of them. */
export const FOREIGN: readonly Imagined[] = [
  // A controller: nobody else begins at 30.
  {
    layout: 'M',
    ttl: 30,
    dontFragment: false,
    window: 4096,
    ids: [5, 6, 7],
    reset: { window: 0, dontFragment: false, id: 8 },
  },
  // A printer: as an older BSD, but for the fragment bit and what stands behind its timestamps.
  { layout: 'MNWNNTNNS', ttl: 64, window: 17_376, scale: 0, ids: [5, 6, 7], clock: 2 },
  // A printer: as a Linux that is set to show nothing, but for its window and its echo.
  {
    layout: 'M',
    ttl: 64,
    window: 8760,
    ids: [0, 0, 0],
    reset: EMPTY_RESET,
    echo: { code: ECHO_CODE, dontFragment: true, ttl: 64 },
  },
  // Load balancers.
  { layout: 'MNWSTE', ttl: 255, window: 4380, scale: 0, ids: [0, 0, 0] },
  { layout: 'MNNTSE', ttl: 255, window: 4344, ids: [40_000, 30, 200] },
  // A switch: as Cisco IOS, but for its window and its fragment bit.
  { layout: 'M', ttl: 255, window: 17_280, ids: [9, 88, 3000], reset: { window: 0, dontFragment: true, id: 1 } },
];
