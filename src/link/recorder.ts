// Records what was sent and received as pcapng. Both threads append to one file; each writes whole blocks with one
// write(2) at the file's end (O_APPEND), so blocks never mix. They come in the order in which they were written; their
// times say when the packets went.
import { closeSync, openSync, writeSync } from 'node:fs';
import { realtimeMicros } from '../native/clock.ts';
import * as pcapng from '../wire/pcapng.ts';
import { LinkError } from './error.ts';
import type { PacketVisitor, Receiver, Transmitter } from './frames.ts';
import type { EngineInterface } from './open.ts';

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
  const fd = openFile(path, 'w');
  writeSync(fd, bytes, 0, length);
  closeSync(fd);
  return { path };
}

function openFile(path: string, flags: 'w' | 'a'): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw new LinkError('E_PCAP_FILE', `the recording ${path} cannot be written: ${(error as Error).message}`);
  }
}

function createAppender({ path }: RecorderFile) {
  const fd = openFile(path, 'a');
  const bytes = new Uint8Array(BUFFER_SIZE);
  let filled = 0;
  function flush(): void {
    if (filled > 0) writeSync(fd, bytes, 0, filled);
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
  let length = 0;
  const { buffer, slotSize, linkHeader } = transmitter;
  return {
    buffer,
    slotSize,
    slots: transmitter.slots,
    linkHeader,
    setLength(packetLength) {
      length = packetLength;
      transmitter.setLength(packetLength);
    },
    send(from, to) {
      const micros = realtimeMicros();
      const sent = transmitter.send(from, to);
      for (let slot = from; slot < from + Math.max(0, sent); slot++) {
        appender.add(interfaceId, micros, pcapng.OUTBOUND, buffer, slot * slotSize, linkHeader + length);
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
    packet(bytes, offset, end, linkHeader, micros) {
      const start = bare ? offset : offset - linkHeader;
      appender.add(interfaceId, micros, pcapng.INBOUND, bytes, start, end - start);
      next?.packet(bytes, offset, end, linkHeader, micros);
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
