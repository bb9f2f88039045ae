// Listens on the interfaces that are up, and sends nothing: frames that the filter takes are handed on as they are, and nobody here looks
// into them.
//
//  1. Interfaces come and go: each second those that are new are listened on, and those that are gone are closed.
//  2. What waits is looked at every POLL_MS, without a system call: the kernel writes into rings.
//  3. Of one interface FRAMES_A_SECOND are handed on, and none while what was handed on waits to be read; the others are counted, and so is
//     what found no room in the ring. Their number is told.
//  4. A port of a bridge or of a bond is listened on for LLDP alone: that stays on the cable, the rest is heard above.
//  5. Where it is wished (asksIpv6) a few packets are sent, twice: those who have IPv6 say so (ask6.ts).
//  6. An interface that cannot be opened is told once, and tried no more until it has been gone. Where none can be opened, because that is
//     refused, listening fails.
import { hearingFilter } from '../../native/hearing-filter.ts';
import type { NetworkInterface } from '../../native/netlink/values.ts';
import { createBlockReader } from '../../native/packet-blocks.ts';
import { hearAlso, openPacketRing, packetDrops } from '../../native/packet-socket.ts';
import { LinkError } from '../error.ts';
import { ARPHRD_ETHER } from '../interfaces/interface-kinds.ts';
import type { KernelView } from '../routes/kernel-view.ts';
import { askIpv6 } from './ask6.ts';
import type { ListenEvent, ListenOptions } from './types.ts';

const POLL_MS = 20;
const LOOK_MS = 1000;
const INTERFACES_MOST = 64;
/** Rule 5. */
const ASK_TIMES = 2;
const ASK_MS = 200;
/** Rule 3. */
const FRAMES_A_SECOND = 2000;
const WAITING_MOST = 20_000;
/** A quarter of a megabyte an interface: hundreds of frames in the time that nobody reads. */
const BLOCK_SIZE = 32 * 1024;
const BLOCKS = 8;

/** Where frames of one interface come from. */
export interface Ear {
  /**
   * Shows each frame that waits: where it begins and ends, when it came, milliseconds since 1970, and of which VLAN its tag was (0: none).
   * Must not keep the bytes.
   */
  drain(take: (bytes: Uint8Array, start: number, end: number, timeMs: number, vlan: number) => void): void;
  /** Frames that found no room since the last call. */
  drops(): number;
  close(): void;
}

export interface ListenParts {
  readonly emit: (event: ListenEvent) => void;
  readonly routing: Pick<KernelView, 'interfaces'>;
  /** Lines that nobody has read yet, about. */
  readonly waiting: () => number;
  /** Rule 5. */
  readonly ask?: (each: NetworkInterface) => void;
  readonly open?: (index: number, onlyCable: boolean, everything: boolean) => Ear;
}

interface Heard {
  readonly name: string;
  readonly ear: Ear;
  allowed: number;
  lost: number;
}

/** Ends when `signal` is aborted. Throws E_NO_INTERFACE where the one that was named is not there, and what opening refuses (rule 6). */
export async function listen(
  { interfaceName, everything, asksIpv6 }: ListenOptions,
  { emit, routing, waiting, ask = askIpv6, open = openEar }: ListenParts,
  signal: AbortSignal,
): Promise<void> {
  const heard = new Map<number, Heard>();
  const failed = new Map<number, string>();
  /** How often each is still to be asked. */
  const asking = new Map<number, number>();
  let askDue = 0;

  function look(): void {
    const wanted = chooseInterfaces(routing.interfaces(), interfaceName);
    for (const [index, { name, ear }] of heard) {
      if (wanted.some((each) => each.index === index && each.name === name)) continue;
      ear.close();
      heard.delete(index);
      emit({ type: 'listening', interface: name, index, state: 'gone' });
    }
    for (const index of failed.keys()) if (!wanted.some((each) => each.index === index)) failed.delete(index);
    for (const each of wanted) if (!heard.has(each.index) && !failed.has(each.index)) begin(each);
  }

  function begin(each: NetworkInterface): void {
    const { index, name, master } = each;
    try {
      const ear = open(index, master !== null, everything);
      heard.set(index, { name, ear, allowed: FRAMES_A_SECOND, lost: 0 });
      emit({ type: 'listening', interface: name, index, state: master === null ? 'all' : 'cable' });
      if (asksIpv6 && master === null) asking.set(index, ASK_TIMES);
    } catch (error) {
      failed.set(index, name);
      if (heard.size === 0 && (error as NodeJS.ErrnoException).code === 'EPERM') throw error;
      emit({ type: 'listening', interface: name, index, state: 'failed', why: (error as Error).message });
    }
  }

  function drain(index: number, each: Heard): void {
    each.ear.drain((bytes, start, end, timeMs, vlan) => {
      if (each.allowed < 1 || waiting() > WAITING_MOST) {
        each.lost++;
        return;
      }
      each.allowed--;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('base64');
      emit({ type: 'frame', index, timeMs, bytes: text, ...(vlan === 0 ? {} : { vlan }) });
    });
  }

  /** Rule 3. */
  function tellLost(): void {
    for (const [index, each] of heard) {
      const lost = each.lost + each.ear.drops();
      each.lost = 0;
      each.allowed = FRAMES_A_SECOND;
      if (lost > 0) emit({ type: 'lost', index, interface: each.name, frames: lost });
    }
  }

  /** Rule 5. */
  function askAll(): void {
    if (asking.size === 0 || performance.now() < askDue) return;
    askDue = performance.now() + ASK_MS;
    for (const [index, left] of asking) {
      const each = routing.interfaces().find((one) => one.index === index);
      if (each !== undefined) ask(each);
      if (left > 1) asking.set(index, left - 1);
      else asking.delete(index);
    }
  }

  function readAll(): void {
    for (const [index, each] of heard) drain(index, each);
  }

  if (interfaceName !== null && !routing.interfaces().some(({ name }) => name === interfaceName)) {
    throw new LinkError('E_NO_INTERFACE', `there is no interface "${interfaceName}"`);
  }
  try {
    look();
    let due = performance.now() + LOOK_MS;
    while (!signal.aborted) {
      askAll();
      await pause(POLL_MS, signal);
      readAll();
      if (performance.now() < due) continue;
      due = performance.now() + LOOK_MS;
      tellLost();
      look();
    }
    readAll();
    tellLost();
  } finally {
    for (const { ear } of heard.values()) ear.close();
  }
}

/** Those that are up, with Ethernet's header; of very many the first. */
export function chooseInterfaces(all: readonly NetworkInterface[], name: string | null): NetworkInterface[] {
  return all
    .filter((each) => each.up && !each.loopback && each.hardwareType === ARPHRD_ETHER)
    .filter((each) => name === null || each.name === name)
    .sort((one, other) => Number(one.master !== null) - Number(other.master !== null) || one.index - other.index)
    .slice(0, INTERFACES_MOST);
}

/** Needs CAP_NET_RAW. */
function openEar(index: number, onlyCable: boolean, everything: boolean): Ear {
  const ring = openPacketRing(index, hearingFilter(onlyCable), BLOCK_SIZE, BLOCKS, null);
  try {
    hearAlso(ring.fd, index, everything ? 'everything' : 'multicasts');
  } catch (error) {
    ring.close();
    throw error;
  }
  const reader = createBlockReader(ring);
  return {
    drain(take) {
      for (let k = 0; k < BLOCKS && reader.enter(); k++) {
        while (reader.next()) {
          const timeMs = reader.seconds * 1000 + reader.nanoseconds / 1e6;
          take(ring.bytes, reader.start, reader.end, timeMs, reader.vlan);
        }
        reader.leave();
      }
    },
    drops: () => packetDrops(ring.fd),
    close: ring.close,
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
