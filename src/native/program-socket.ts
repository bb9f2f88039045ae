// A packet socket that only runs an eBPF program on what arrives: the way to look at packets where no XDP program can be
// attached. The program refuses every packet, so the socket never holds one.

import { bindPacketSocket } from './packet-socket.ts';
import { SOL_SOCKET } from './socket-numbers.ts';
import { AF_PACKET, closeSocket, openSocket, SOCK_RAW, setIntOption } from './sockets.ts';

const SO_ATTACH_BPF = 50;

/** Runs a loaded socket filter on each packet of this EtherType that arrives on the interface, until `close`. Throws SystemError. */
export function openProgramSocket(
  interfaceIndex: number,
  etherType: number,
  programFd: number,
): { readonly close: () => void } {
  const fd = openSocket(AF_PACKET, SOCK_RAW, 0); // protocol 0: nothing comes before the program is there
  try {
    setIntOption(fd, SOL_SOCKET, SO_ATTACH_BPF, programFd, 'SO_ATTACH_BPF');
    bindPacketSocket(fd, interfaceIndex, etherType);
  } catch (error) {
    closeSocket(fd);
    throw error;
  }
  return { close: () => closeSocket(fd) };
}
