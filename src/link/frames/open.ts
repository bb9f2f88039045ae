// Opens the right door for an interface: the ring where it has Ethernet, raw IP where not. With a recorder, what goes
// through is written down as well.
import type { Answers } from '../../native/socket-filter.ts';
import { createPoll } from '../../native/sockets.ts';
import type { EngineInterface } from '../interfaces/engine-interface.ts';
import type { Receiver, RingSize, Transmitter } from './frames.ts';
import { FRESH_DOORS, type RingDoors } from './kept-doors.ts';
import { openRawTransmitter } from './raw-ip.ts';
import { numberIn, type RecorderFile, recordReceiver, recordTransmitter } from './recorder.ts';
import { ringFor } from './ring.ts';
import { isGone, sharedBlocks } from './several.ts';

export type { Answers } from '../../native/socket-filter.ts';
export type { RecorderFile } from './recorder.ts';
export { ringFor } from './ring.ts';

/** For as many answers as there may be. */
const WHOLE = ringFor(Number.POSITIVE_INFINITY);

export function openTransmitter(
  each: EngineInterface,
  slots: number,
  slotSize: number,
  recorder: RecorderFile | null,
  doors: RingDoors = FRESH_DOORS,
): Transmitter {
  const transmitter =
    each.kind === 'ethernet'
      ? doors.transmitter(each.index, slots, slotSize)
      : openRawTransmitter(each.kind === 'raw' ? each.name : null, slots, slotSize);
  return recorder === null ? transmitter : recordTransmitter(transmitter, recorder, numberIn(recorder, each));
}

/** Opens the receiving side for these answers, and for ICMP errors. */
export function openReceiver(
  each: EngineInterface,
  answers: Answers,
  recorder: RecorderFile | null,
  size: RingSize = WHOLE,
  doors: RingDoors = FRESH_DOORS,
): Receiver {
  const receiver = doors.receiver(each, answers, size);
  if (recorder === null) return receiver;
  return recordReceiver(receiver, recorder, numberIn(recorder, each), each.kind !== 'ethernet');
}

/** The receiving sides of those we do not send on. One that has gone meanwhile is left out. */
export function openOtherReceivers(
  others: readonly EngineInterface[],
  answers: Answers,
  recorder: RecorderFile | null,
  { blockSize, blocks: most }: RingSize = WHOLE,
  doors: RingDoors = FRESH_DOORS,
): Receiver[] {
  const size = { blockSize, blocks: sharedBlocks(others.length, most) };
  return others.flatMap((each) => {
    try {
      return [openReceiver(each, answers, recorder, size, doors)];
    } catch (error) {
      if (isGone(error)) return [];
      throw error;
    }
  });
}

/** A wait for the first packet on any of them, at most the milliseconds given. */
export function waitForPackets(receivers: readonly Receiver[]): (timeoutMs: number) => boolean {
  return createPoll(receivers.map((receiver) => receiver.fd));
}
