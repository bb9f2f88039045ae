// The doors of a thread that scans again and again: those of the scan before wait, and are used again on the same interface.
// Opening a ring takes the kernel milliseconds, and closing any packet socket again as much.
//
//   closed: all that is closed ──► kept, takes nothing ──► opened: the same one, for other answers ──► closed ──► ...
//                                       └──► really closed: too many, too large, interface changed, `close`
//
// Invariant: a door that waits takes no packet, and one that is opened again shows none that came before. While it waits
// the kernel looks at its ring 500 times a second, so whoever keeps doors closes them when there is nothing to do for long.
import type { Answers } from '../../native/socket-filter.ts';
import type { EngineInterface } from '../interfaces/engine-interface.ts';
import type { KeptReceiver, KeptTransmitter, Receiver, RingSize, Transmitter } from './frames.ts';
import { openRingReceiver, openRingTransmitter } from './ring.ts';

/** Who opens the doors of Ethernet's kind. */
export interface RingDoors {
  receiver(each: EngineInterface, answers: Answers, size: RingSize): Receiver;
  transmitter(interfaceIndex: number, slots: number, slotSize: number): Transmitter;
}

export interface KeptDoors extends RingDoors {
  /** Closes what waits. */
  close(): void;
}

/** All rings that wait together: that of a large scan, and small ones of others. */
const BYTES_MOST = 16 << 20;
/** Of either kind. */
const COUNT_MOST = 64;

/** Each door is a new one, and closed is closed. */
interface FreshDoors extends RingDoors {
  receiver(each: EngineInterface, answers: Answers, size: RingSize): KeptReceiver;
  transmitter(interfaceIndex: number, slots: number, slotSize: number): KeptTransmitter;
}

export const FRESH_DOORS: FreshDoors = {
  receiver: (each, answers, size) => openRingReceiver(each.index, each.linkHeader, answers, size),
  transmitter: openRingTransmitter,
};

export function createKeptDoors(fresh: FreshDoors = FRESH_DOORS): KeptDoors {
  /** By what a ring was opened for, one each. */
  const receivers = new Map<string, KeptReceiver>();
  const transmitters = new Map<string, KeptTransmitter>();
  let bytes = 0;

  function takeReceiver(key: string): KeptReceiver | undefined {
    const waiting = receivers.get(key);
    receivers.delete(key);
    bytes -= waiting === undefined ? 0 : bytesOf(waiting);
    return waiting;
  }

  function keepReceiver(key: string, receiver: KeptReceiver): void {
    if (receivers.has(key) || receivers.size >= COUNT_MOST || bytes + bytesOf(receiver) > BYTES_MOST) {
      receiver.close();
      return;
    }
    receiver.rest();
    receivers.set(key, receiver);
    bytes += bytesOf(receiver);
  }

  function keepTransmitter(key: string, transmitter: KeptTransmitter): void {
    if (transmitters.has(key) || transmitters.size >= COUNT_MOST) transmitter.close();
    else transmitters.set(key, transmitter);
  }

  return {
    receiver(each, answers, size) {
      const { index, linkHeader } = each;
      const key = `${index} ${linkHeader} ${answers.protocol === 'arp'}`;
      const waiting = takeReceiver(key);
      const serves = waiting !== undefined && isWithin(size, waiting.size) && waiting.begin(answers);
      if (!serves) waiting?.close();
      const opened = serves ? waiting : fresh.receiver(each, answers, size);
      return { ...opened, close: () => keepReceiver(key, opened) };
    },
    transmitter(interfaceIndex, slots, slotSize) {
      const key = `${interfaceIndex} ${slots} ${slotSize}`;
      const waiting = transmitters.get(key);
      transmitters.delete(key);
      const serves = waiting?.isWhole() === true;
      if (!serves) waiting?.close();
      const opened = serves ? waiting : fresh.transmitter(interfaceIndex, slots, slotSize);
      return { ...opened, close: () => keepTransmitter(key, opened) };
    },
    close() {
      for (const each of [...receivers.values(), ...transmitters.values()]) each.close();
      receivers.clear();
      transmitters.clear();
      bytes = 0;
    },
  };
}

function bytesOf({ size }: KeptReceiver): number {
  return size.blocks * size.blockSize;
}

function isWithin(wanted: RingSize, size: RingSize): boolean {
  return wanted.blocks <= size.blocks && wanted.blockSize <= size.blockSize;
}
