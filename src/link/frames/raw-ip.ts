// Raw IP sockets (raw(7)): for loopback, where an injected frame would be a martian, and for interfaces without
// Ethernet (tun, ppp). The kernel routes each packet by its destination.
import { createMessageBatch } from '../../native/message-batch.ts';
import { AF_INET, bindToDevice, closeSocket, openSocket, SOCK_RAW, setSendBuffer } from '../../native/sockets.ts';
import type { Transmitter } from './frames.ts';

const IPPROTO_RAW = 255; // implies IP_HDRINCL
const SEND_BUFFER = 4 << 20;
const DESTINATION = 16;

/** Opens the sending side; `interfaceName` null lets the routing table choose (loopback). */
export function openRawTransmitter(interfaceName: string | null, slots: number, slotSize: number): Transmitter {
  const fd = openSocket(AF_INET, SOCK_RAW, IPPROTO_RAW);
  try {
    setSendBuffer(fd, SEND_BUFFER);
    if (interfaceName !== null) bindToDevice(fd, interfaceName);
  } catch (error) {
    closeSocket(fd);
    throw error;
  }
  const batch = createMessageBatch(fd, slots, slotSize, true);
  const names = batch.names as Uint8Array;
  for (let slot = 0; slot < slots; slot++) names[slot * 16] = AF_INET; // sin_family, low byte first
  return {
    buffer: batch.buffer,
    slotSize,
    slots,
    linkHeader: 0,
    setLength: batch.setLength,
    setSlotLength: batch.setSlotLength,
    send(from, to) {
      for (let slot = from; slot < to; slot++) {
        const packet = slot * slotSize + DESTINATION;
        const name = slot * 16 + 4;
        names[name] = batch.buffer[packet];
        names[name + 1] = batch.buffer[packet + 1];
        names[name + 2] = batch.buffer[packet + 2];
        names[name + 3] = batch.buffer[packet + 3];
      }
      return batch.send(from, to);
    },
    close: () => closeSocket(fd),
  };
}
