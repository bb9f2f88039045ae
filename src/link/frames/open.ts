// Opens the right door for an interface: the ring where it has Ethernet, raw IP where not. With a recorder, what goes
// through is written down as well.
import type { Answers } from '../../native/socket-filter.ts';
import { createPoll } from '../../native/sockets.ts';
import type { EngineInterface } from '../interfaces/engine-interface.ts';
import type { Receiver, Transmitter } from './frames.ts';
import { openRawTransmitter } from './raw-ip.ts';
import { numberIn, type RecorderFile, recordReceiver, recordTransmitter } from './recorder.ts';
import { openRingReceiver, openRingTransmitter, type RingSize, ringFor } from './ring.ts';
import { isGone, sharedBlocks } from './several.ts';

export type { RecorderFile } from './recorder.ts';
export { ringFor } from './ring.ts';

export function openTransmitter(
  each: EngineInterface,
  slots: number,
  slotSize: number,
  recorder: RecorderFile | null,
): Transmitter {
  const transmitter =
    each.kind === 'ethernet'
      ? openRingTransmitter(each.index, slots, slotSize)
      : openRawTransmitter(each.kind === 'raw' ? each.name : null, slots, slotSize);
  return recorder === null ? transmitter : recordTransmitter(transmitter, recorder, numberIn(recorder, each));
}

/** Opens the receiving side for these answers, and for ICMP errors. */
export function openReceiver(
  each: EngineInterface,
  answers: Answers,
  recorder: RecorderFile | null,
  size?: RingSize,
): Receiver {
  const receiver = openRingReceiver(each.index, each.linkHeader, answers, size);
  if (recorder === null) return receiver;
  return recordReceiver(receiver, recorder, numberIn(recorder, each), each.kind !== 'ethernet');
}

/** The receiving sides of those we do not send on. One that has gone meanwhile is left out. */
export function openOtherReceivers(
  others: readonly EngineInterface[],
  answers: Answers,
  recorder: RecorderFile | null,
  { blockSize, blocks: most }: RingSize = ringFor(Number.POSITIVE_INFINITY),
): Receiver[] {
  const size = { blockSize, blocks: sharedBlocks(others.length, most) };
  return others.flatMap((each) => {
    try {
      return [openReceiver(each, answers, recorder, size)];
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
