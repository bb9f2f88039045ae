// UDP ports, each by one datagram at a time.
import { scanStageWithFallBack } from './fall-back.ts';

export const udpPorts = scanStageWithFallBack('udp', 'udp', {
  code: 'N_ORDINARY_SOCKETS',
  what: 'sends its datagrams by ordinary sockets',
});
