// A host that answers TCP SYNs as nobody should: behind a TAP device of its own, each port a misdeed of its kind.
//   node hostile-responder.ts '{"interface":"tap0","host":"198.18.0.2","delayMs":5,"lateMs":400}'
// Says `ready` when the device is there. The line `report` on its input is answered by one line of JSON: how many SYNs
// came to each port. Ends when its input closes.
import { createInterface } from 'node:readline';
import { addressNumber, labAddress } from '../network/addresses.ts';
import { answer, type Counters, fold, sum, write16 } from './answers.ts';
import { createWaiter, FRAME_LIMIT, numericAddress, openDevice, readFrame, writeFrame } from './tuntap.ts';

/** Which port does what. Ports that are not listed here answer as they should. */
export const MISDEEDS = {
  wrongAck: 1001,
  /** The right acknowledgement, but from an address that nobody asked. */
  otherAddress: 1002,
  /** The right acknowledgement, but to another port. */
  otherPort: 1003,
  resetWrongAck: 1004,
  twice: 1005,
  /** After the asker's timeout. */
  late: 1006,
  /** Every odd answer waits until the next one is out. */
  disorder: 1007,
  truncated: 1008,
  badChecksum: 1009,
  /** All that never counts, one after the other, and nothing that does. */
  everything: 1010,
  /** The same, and then the right answer. */
  afterAll: 1011,
} as const;

/** What no TCP accepts, or accepts although it is odd (the last). */
export const MALFORMED = {
  ipv4Checksum: 1101,
  tcpChecksum: 1102,
  dataOffset: 1103,
  totalLength: 1104,
  firstFragment: 1105,
  /** Of a VLAN that the asker is not in. */
  vlanTag: 1106,
  /** A RST that acknowledges the SYN's own number. */
  resetSameAck: 1107,
} as const;

interface Plan {
  readonly interface: string;
  readonly host: string;
  /** From a SYN to its (first) answer. */
  readonly delayMs: number;
  readonly lateMs: number;
}

const ETHERNET = 14;
const IP = 20;
const TCP = ETHERNET + IP;
const SYN = 2;
const RST_ACK = 0x14;
const STRANGER = [198, 18, 0, 99];

/** Both checksums anew, so that nothing but the misdeed is wrong. */
function seal(frame: Uint8Array): Uint8Array {
  const size = ((frame[ETHERNET + 2] << 8) | frame[ETHERNET + 3]) - IP;
  write16(frame, ETHERNET + 10, 0);
  write16(frame, ETHERNET + 10, fold(sum(frame, ETHERNET, IP)));
  write16(frame, TCP + 16, 0);
  write16(frame, TCP + 16, fold(sum(frame, ETHERNET + 12, 8) + 6 + size + sum(frame, TCP, size)));
  return frame;
}

function altered(right: Uint8Array, alter: (frame: Uint8Array) => void): Uint8Array {
  const frame = right.slice();
  alter(frame);
  return seal(frame);
}

const wrongAck = (right: Uint8Array): Uint8Array =>
  altered(right, (frame) => {
    frame[TCP + 11] ^= 0x55;
  });
const otherAddress = (right: Uint8Array): Uint8Array => altered(right, (frame) => frame.set(STRANGER, ETHERNET + 12));
const resetWrongAck = (right: Uint8Array): Uint8Array =>
  altered(right, (frame) => {
    frame[TCP + 13] = RST_ACK;
    frame[TCP + 8] ^= 0x80;
  });
/** `near`: its neighbour; else one far away. */
const otherPort = (right: Uint8Array, near: boolean): Uint8Array =>
  altered(right, (frame) => {
    frame[TCP + (near ? 3 : 2)] ^= near ? 1 : 0x20;
  });

/** `cut`: the frame ends early; else the IP header says that the packet does. */
function truncated(right: Uint8Array, cut: boolean): Uint8Array {
  if (cut) return right.slice(0, TCP + 8);
  const frame = right.slice(0, TCP + 14);
  write16(frame, ETHERNET + 2, IP + 14);
  write16(frame, ETHERNET + 10, 0);
  write16(frame, ETHERNET + 10, fold(sum(frame, ETHERNET, IP)));
  return frame;
}

function badChecksum(right: Uint8Array): Uint8Array {
  const frame = right.slice();
  frame[TCP + 16] ^= 1;
  return frame;
}

function malformed(port: number, right: Uint8Array): Uint8Array | null {
  switch (port) {
    case MALFORMED.ipv4Checksum: {
      const frame = right.slice();
      frame[ETHERNET + 10] ^= 0x55;
      return frame;
    }
    case MALFORMED.tcpChecksum:
      return badChecksum(right);
    case MALFORMED.dataOffset:
      return altered(right, (frame) => {
        frame[TCP + 12] &= 0x0f;
      });
    case MALFORMED.totalLength: {
      const frame = right.slice();
      write16(frame, ETHERNET + 2, IP);
      write16(frame, ETHERNET + 10, 0);
      write16(frame, ETHERNET + 10, fold(sum(frame, ETHERNET, IP)));
      return frame;
    }
    case MALFORMED.firstFragment:
      return altered(right, (frame) => {
        frame[ETHERNET + 6] = 0x20;
      });
    case MALFORMED.vlanTag:
      return Uint8Array.of(...right.subarray(0, 12), 0x81, 0, 0, 5, ...right.subarray(12));
    case MALFORMED.resetSameAck:
      return altered(right, (frame) => {
        const view = new DataView(frame.buffer);
        view.setUint32(TCP + 8, view.getUint32(TCP + 8) - 1);
        frame[TCP + 13] = RST_ACK;
      });
    default:
      return null;
  }
}

interface Waiting {
  readonly frame: Uint8Array;
  readonly due: number;
}

function play(plan: Plan): void {
  const device = openDevice(plan.interface, 'tap');
  const waiter = createWaiter([device]);
  const bytes = new Uint8Array(FRAME_LIMIT + 64);
  const output = new Uint8Array(FRAME_LIMIT);
  const open = new Map([[addressNumber(labAddress(plan.host)), new Uint8Array(8192).fill(0xff)]]);
  const counters: Counters = {
    ...{ arp: 0, syn: 0, ack: 0, fin: 0, rst: 0, echo: 0, ignored: 0 },
    ...{ synAckSent: 0, rstSent: 0, arpSent: 0, echoSent: 0 },
  };
  const asked: Record<string, number> = {};
  const waiting: Waiting[] = [];
  let held: Uint8Array | null = null;

  function send(frame: Uint8Array): void {
    output.set(frame);
    writeFrame(device, numericAddress(output), frame.length);
  }

  /** What comes after `delayMs`; what comes at another time is put into `waiting` here. */
  function misdeed(port: number, right: Uint8Array, turn: number): Uint8Array[] {
    const odd = turn % 2 === 1;
    const wrong = [wrongAck(right), otherAddress(right), otherPort(right, odd), resetWrongAck(right)];
    const broken = [truncated(right, odd), badChecksum(right)];
    switch (port) {
      case MISDEEDS.wrongAck:
        return [wrong[0]];
      case MISDEEDS.otherAddress:
        return [wrong[1]];
      case MISDEEDS.otherPort:
        return [wrong[2]];
      case MISDEEDS.resetWrongAck:
        return [wrong[3]];
      case MISDEEDS.twice:
        return [right, right];
      case MISDEEDS.late:
        waiting.push({ frame: right, due: performance.now() + plan.lateMs });
        return [];
      case MISDEEDS.disorder: {
        if (!odd) return held === null ? [right] : [right, held];
        held = right;
        return [];
      }
      case MISDEEDS.truncated:
        return [broken[0]];
      case MISDEEDS.badChecksum:
        return [broken[1]];
      case MISDEEDS.everything:
        return [...wrong, ...broken];
      case MISDEEDS.afterAll:
        return [...wrong, ...broken, right];
      default:
        return [malformed(port, right) ?? right];
    }
  }

  function receive(): void {
    for (let length = readFrame(device, numericAddress(bytes)); length > 0; ) {
      const isSyn = length > TCP + 13 && bytes[ETHERNET + 9] === 6 && bytes[TCP + 13] === SYN;
      const port = (bytes[TCP + 2] << 8) | bytes[TCP + 3];
      const size = answer(bytes, 0, length, open, counters);
      if (size > 0 && isSyn) {
        asked[port] = (asked[port] ?? 0) + 1;
        const due = performance.now() + plan.delayMs;
        for (const frame of misdeed(port, bytes.slice(0, size), asked[port])) waiting.push({ frame, due });
      } else if (size > 0) send(bytes.slice(0, size));
      length = readFrame(device, numericAddress(bytes));
    }
  }

  function turn(): void {
    waiter.wait(1000);
    receive();
    const now = performance.now();
    for (let k = 0; k < waiting.length; ) {
      if (waiting[k].due > now) k++;
      else send(waiting.splice(k, 1)[0].frame);
    }
    setImmediate(turn);
  }

  createInterface({ input: process.stdin })
    .on('line', (text) => {
      if (text === 'report') process.stdout.write(`${JSON.stringify(asked)}\n`);
    })
    .on('close', () => process.exit(0));
  process.stdout.write('ready\n');
  turn();
}

if (import.meta.main) play(JSON.parse(process.argv[2]) as Plan);
