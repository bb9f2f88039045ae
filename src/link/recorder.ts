// Records what was sent and received as pcapng. Both threads append to one file; each writes whole blocks with one
// write(2) at the file's end (O_APPEND), so blocks never mix. They come in the order in which they were written; their
// times say when the packets went.
import { closeSync, constants, fchownSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { realtimeMicros } from '../native/clock.ts';
import * as pcapng from '../wire/pcapng.ts';
import type { EngineInterface } from './engine-interface.ts';
import { LinkError } from './error.ts';
import type { PacketVisitor, Receiver, Transmitter } from './frames.ts';

/** A recording that has been begun: its file begins with the section and one interface block each. */
export interface RecorderFile {
  readonly path: string;
}

const BUFFER_SIZE = 256 * 1024;
const LONGEST_BLOCK = pcapng.packetBlockLength(2048);

/** Creates the file (an older one is replaced) and describes the interfaces. */
export function startRecording(path: string, interfaces: readonly EngineInterface[]): RecorderFile {
  const bytes = new Uint8Array(4096 + interfaces.length * 256);
  let length = pcapng.emit(bytes, 0, { type: 'section', application: 'portolan' });
  for (const { kind, name } of interfaces) {
    const linkType = kind === 'ethernet' ? pcapng.LINK_ETHERNET : pcapng.LINK_RAW_IP;
    length += pcapng.emit(bytes, length, { type: 'interface', linkType, name });
  }
  const fd = createFile(path);
  try {
    writeAll(fd, path, bytes, length);
  } finally {
    closeSync(fd);
  }
  return { path };
}

const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_NOFOLLOW } = constants;

/**
 * Under sudo(8) the recording belongs to the calling user, and only a file that was already his is replaced: root's
 * rights are for sockets, not for his files.
 */
function createFile(path: string): number {
  const caller = process.getuid?.() === 0 && process.env.SUDO_UID !== undefined ? Number(process.env.SUDO_UID) : null;
  try {
    const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    if (caller !== null) fchownSync(fd, caller, Number(process.env.SUDO_GID ?? caller));
    return fd;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(path, error);
  }
  const fd = openFile(path, O_WRONLY | O_NOFOLLOW);
  const status = fstatSync(fd);
  if (caller !== null && status.uid !== caller) {
    closeSync(fd);
    throw cannotWrite(path, new Error('it exists and is not yours; name another file'));
  }
  if (status.isFile()) ftruncateSync(fd);
  return fd;
}

function openFile(path: string, flags: number): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** write(2) takes less than everything only where the disk is nearly full; the next call then says so. */
function writeAll(fd: number, path: string, bytes: Uint8Array, length: number): void {
  try {
    for (let done = 0; done < length; ) done += writeSync(fd, bytes, done, length - done);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path: string, error: unknown): LinkError {
  return new LinkError('E_PCAP_FILE', `the recording ${path} cannot be written: ${(error as Error).message}`);
}

/** Appends packets to the recording, in whole blocks; `flush` writes what waits. */
export function createAppender({ path }: RecorderFile) {
  const fd = openFile(path, O_WRONLY | O_APPEND | O_NOFOLLOW);
  const bytes = new Uint8Array(BUFFER_SIZE);
  let filled = 0;
  function flush(): void {
    if (filled > 0) writeAll(fd, path, bytes, filled);
    filled = 0;
  }
  return {
    add(id: number, micros: number, direction: number, data: Uint8Array, offset: number, length: number): void {
      if (filled + LONGEST_BLOCK > BUFFER_SIZE) flush();
      filled += pcapng.emitPacket(bytes, filled, id, micros, direction, data, offset, Math.min(length, 2048), length);
    },
    flush,
    close(): void {
      flush();
      closeSync(fd);
    },
  };
}

/** Writes down every frame that the transmitter takes. */
export function recordTransmitter(transmitter: Transmitter, file: RecorderFile, interfaceId: number): Transmitter {
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
      appender.close();
    },
  };
}

/** Writes down every packet that the receiver shows. Where `bare`, without the link header. */
export function recordReceiver(receiver: Receiver, file: RecorderFile, interfaceId: number, bare: boolean): Receiver {
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
      appender.close();
    },
  };
}
