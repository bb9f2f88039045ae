// UDP ports, each by one datagram.
import { scanStage } from './scan-stage.ts';

export const udpPorts = scanStage('udp', 'udp');
