// Records what was sent and received as pcapng. The file is the caller's, open for appending; all threads write to it, each
// whole blocks with one write(2) at its end (O_APPEND), so blocks never mix. They come in the order in which they were
// written; their times say when the packets went.
import { fstatSync, writeSync } from 'node:fs';
import { realtimeMicros } from '../../native/clock.ts';
import * as pcapng from '../../wire/pcapng.ts';
import { LinkError } from '../error.ts';
import type { EngineInterface } from '../interfaces/engine-interface.ts';
import type { PacketVisitor, Receiver, Transmitter } from './frames.ts';

/** A recording that has been begun: it begins with the section, and an interface is described before its first packet. */
export interface RecorderFile {
  readonly descriptor: number;
  /** By `keyOf`, the numbers of the interfaces that are described. */
  readonly numbers: ReadonlyMap<string, number>;
}

const BUFFER_SIZE = 256 * 1024;
const LONGEST_BLOCK = pcapng.packetBlockLength(2048);

/** The recordings that this process has begun, by file: the stages of a survey write to one, each with its own interfaces. */
const begun = new Map<string, ReadonlyMap<string, number>>();
/** Of more, the eldest are forgotten: whoever goes on with one begins a section. */
const BEGUN_MOST = 64;

/**
 * Describes these interfaces in the recording: all of them behind the section at its beginning, and where this process has
 * begun it before, those that are new in it (one section, however many stages write there).
 */
export function startRecording(descriptor: number, interfaces: readonly EngineInterface[]): RecorderFile {
  const file = fileOf(descriptor);
  const before = file.isEmpty ? undefined : begun.get(file.key);
  const numbers = new Map(before ?? []);
  const bytes = new Uint8Array(4096 + interfaces.length * 256);
  let length = before === undefined ? pcapng.emit(bytes, 0, { type: 'section', application: 'portolan' }) : 0;
  for (const each of interfaces) {
    if (numbers.has(keyOf(each))) continue;
    length += pcapng.emit(bytes, length, { type: 'interface', linkType: linkTypeOf(each), name: each.name });
    numbers.set(keyOf(each), numbers.size);
  }
  writeAll(descriptor, bytes, length);
  begun.delete(file.key);
  begun.set(file.key, numbers);
  for (const eldest of begun.keys()) if (begun.size > BEGUN_MOST) begun.delete(eldest);
  return { descriptor, numbers };
}

/** The number of an interface that `startRecording` was given. */
export function numberIn({ numbers }: RecorderFile, each: EngineInterface): number {
  return numbers.get(keyOf(each)) as number;
}

function linkTypeOf({ kind }: EngineInterface): number {
  return kind === 'ethernet' ? pcapng.LINK_ETHERNET : pcapng.LINK_RAW_IP;
}

function keyOf(each: EngineInterface): string {
  return `${each.index} ${each.name} ${linkTypeOf(each)}`;
}

/** Which file it is, and whether it is a new one that happens to have a number of an old one. */
function fileOf(descriptor: number): { readonly key: string; readonly isEmpty: boolean } {
  const file = fstatSync(descriptor);
  return { key: `${file.dev} ${file.ino}`, isEmpty: file.isFile() && file.size === 0 };
}

/** write(2) takes less than everything only where the disk is nearly full; the next call then says so. */
function writeAll(descriptor: number, bytes: Uint8Array, length: number): void {
  try {
    for (let done = 0; done < length; ) done += writeSync(descriptor, bytes, done, length - done);
  } catch (error) {
    throw new LinkError('E_PCAP_FILE', `the recording cannot be written: ${(error as Error).message}`);
  }
}

type Descriptor = Pick<RecorderFile, 'descriptor'>;

/** Appends packets to the recording, in whole blocks; `flush` writes what waits. */
export function createAppender({ descriptor }: Descriptor) {
  const bytes = new Uint8Array(BUFFER_SIZE);
  let filled = 0;
  function flush(): void {
    if (filled > 0) writeAll(descriptor, bytes, filled);
    filled = 0;
  }
  return {
    add(id: number, micros: number, direction: number, data: Uint8Array, offset: number, length: number): void {
      if (filled + LONGEST_BLOCK > BUFFER_SIZE) flush();
      filled += pcapng.emitPacket(bytes, filled, id, micros, direction, data, offset, Math.min(length, 2048), length);
    },
    flush,
  };
}

/** Writes down every frame that the transmitter takes. */
export function recordTransmitter(transmitter: Transmitter, file: Descriptor, interfaceId: number): Transmitter {
  const appender = createAppender(file);
  const { buffer, slots, slotSize, linkHeader } = transmitter;
  const lengths = new Uint32Array(slots);
  return {
    buffer,
    slotSize,
    slots,
    linkHeader,
    setLength(packetLength) {
      lengths.fill(packetLength);
      transmitter.setLength(packetLength);
    },
    setSlotLength(slot, packetLength) {
      lengths[slot] = packetLength;
      transmitter.setSlotLength(slot, packetLength);
    },
    send(from, to) {
      const micros = realtimeMicros();
      const sent = transmitter.send(from, to);
      for (let slot = from; slot < from + Math.max(0, sent); slot++) {
        appender.add(interfaceId, micros, pcapng.OUTBOUND, buffer, slot * slotSize, linkHeader + lengths[slot]);
      }
      return sent;
    },
    close() {
      transmitter.close();
      appender.flush();
    },
  };
}

/** Writes down every packet that the receiver shows. Where `bare`, without the link header. */
export function recordReceiver(receiver: Receiver, file: Descriptor, interfaceId: number, bare: boolean): Receiver {
  const appender = createAppender(file);
  let next: PacketVisitor | null = null;
  const recording: PacketVisitor = {
    packet(bytes, offset, end, missing, linkHeader, micros, unchecked) {
      const start = bare ? offset : offset - linkHeader;
      appender.add(interfaceId, micros, pcapng.INBOUND, bytes, start, end - start);
      next?.packet(bytes, offset, end, missing, linkHeader, micros, unchecked);
    },
  };
  return {
    fd: receiver.fd,
    drain(visitor) {
      next = visitor;
      return receiver.drain(recording);
    },
    drops: receiver.drops,
    close() {
      receiver.close();
      appender.flush();
    },
  };
}
