// Hosts that are only a program, each with the TCP/IP stack of another system: what tap-responder.ts answers, in other clothes.
//   node stack-responder.ts '{"interface":"tap0","ports":[80],"hosts":{"198.18.8.2":{"layout":"MNWNNS", ...}}}'
// Says `ready` when the device is there; ends when its input closes.
import { createInterface } from 'node:readline';
import { addressNumber, labAddress } from '../network/addresses.ts';
import { answer, type Counters, fold, sum, write16 } from './answers.ts';
import { createWaiter, FRAME_LIMIT, numericAddress, openDevice, readFrame, writeFrame } from './tuntap.ts';

export interface Clothes {
  /** Options of the SYN-ACK in their order: M, W, S, T, N, E (which ends them). */
  readonly layout: string;
  readonly segment: number;
  readonly scale: number;
  readonly window: number;
  readonly ttl: number;
  readonly dontFragment: boolean;
  readonly id: 'zero' | 'steps' | 'random';
  /** Ticks a second of the timestamps; null: a beginning of its own for each connection. */
  readonly clock: number | null;
  readonly resetWindow: number;
  readonly echo: { readonly ttl: number; readonly dontFragment: boolean; readonly keepsCode: boolean };
}

export interface StackPlan {
  readonly interface: string;
  readonly ports: readonly number[];
  readonly hosts: Readonly<Record<string, Clothes>>;
}

const IP = 14;
const TCP = IP + 20;
const RST = 4;
const SYN = 2;

const plan = JSON.parse(process.argv[2]) as StackPlan;
const open = new Uint8Array(8192);
for (const port of plan.ports) open[port >>> 3] |= 1 << (port & 7);
const clothes = new Map(Object.entries(plan.hosts).map(([host, each]) => [addressNumber(labAddress(host)), each]));
const table = new Map([...clothes.keys()].map((address) => [address, open]));
const none = { arp: 0, syn: 0, ack: 0, fin: 0, rst: 0, echo: 0, ignored: 0 };
const counters: Counters = { ...none, synAckSent: 0, rstSent: 0, arpSent: 0, echoSent: 0 };
const steps = new Map<Clothes, number>();

function optionsOf({ layout, segment, scale, clock }: Clothes): number[] {
  const millis = performance.now();
  const ticks = clock === null ? Math.floor(Math.random() * 2 ** 32) : Math.floor((millis * clock) / 1000) + 4711;
  const bytesOf: Readonly<Record<string, readonly number[]>> = {
    M: [2, 4, segment >>> 8, segment & 0xff],
    W: [3, 3, scale],
    S: [4, 2],
    T: [8, 10, ticks >>> 24, (ticks >>> 16) & 0xff, (ticks >>> 8) & 0xff, ticks & 0xff, 0, 0, 0, 1],
    N: [1],
    E: [0],
  };
  const options = [...layout].flatMap((letter) => bytesOf[letter]);
  while (options.length % 4 !== 0) options.push(0);
  return options;
}

function identificationOf(each: Clothes): number {
  if (each.id === 'zero') return 0;
  if (each.id === 'random') return 1 + Math.floor(Math.random() * 65_535);
  const next = (steps.get(each) ?? 65_500) + 1;
  steps.set(each, next);
  return next & 0xffff;
}

/** The length of the frame. */
function dress(bytes: Uint8Array, length: number, code: number): number {
  const each = clothes.get(
    ((bytes[IP + 12] << 24) | (bytes[IP + 13] << 16) | (bytes[IP + 14] << 8) | bytes[IP + 15]) >>> 0,
  );
  if (each === undefined || bytes[IP - 2] !== 8 || bytes[IP - 1] !== 0) return length;
  const isEcho = bytes[IP + 9] === 1;
  const { ttl, dontFragment } = isEcho ? each.echo : each;
  let size = length - TCP;
  if (isEcho) {
    bytes[TCP + 1] = each.echo.keepsCode ? code : 0;
    write16(bytes, TCP + 2, 0);
    write16(bytes, TCP + 2, fold(sum(bytes, TCP, size)));
  } else {
    const flags = bytes[TCP + 13];
    if (flags & SYN) {
      const options = optionsOf(each);
      bytes.set(options, TCP + 20);
      size = 20 + options.length;
      write16(bytes, TCP + 12, ((size / 4) << 12) | flags);
      write16(bytes, TCP + 14, each.window);
    } else if (flags & RST) write16(bytes, TCP + 14, each.resetWindow);
  }
  write16(bytes, IP + 2, 20 + size);
  write16(bytes, IP + 4, identificationOf(each));
  write16(bytes, IP + 6, dontFragment ? 0x4000 : 0);
  bytes[IP + 8] = ttl;
  write16(bytes, IP + 10, 0);
  write16(bytes, IP + 10, fold(sum(bytes, IP, 20)));
  if (!isEcho) {
    write16(bytes, TCP + 16, 0);
    write16(bytes, TCP + 16, fold(sum(bytes, IP + 12, 8) + 6 + size + sum(bytes, TCP, size)));
  }
  return TCP + size;
}

const device = openDevice(plan.interface, 'tap');
const waiter = createWaiter([device]);
const frame = new Uint8Array(FRAME_LIMIT + 64);
const address = numericAddress(frame);

function turn(): void {
  waiter.wait(20_000);
  for (let length = readFrame(device, address); length > 0; length = readFrame(device, address)) {
    const code = frame[IP + (frame[IP] & 15) * 4 + 1];
    const size = answer(frame, 0, length, table, counters);
    if (size > 0) writeFrame(device, address, dress(frame, size, code));
  }
  setImmediate(turn);
}

createInterface({ input: process.stdin }).on('close', () => process.exit(0));
process.stdout.write('ready\n');
turn();
