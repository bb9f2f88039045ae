// TCP ports, half-open or by full connections.
import { CONNECT_COST } from '../engine-choice.ts';
import { scanStageWithFallBack } from './fall-back.ts';

export const tcpPorts = scanStageWithFallBack('syn', 'syn', {
  code: 'N_FULL_CONNECTIONS',
  what: `makes ${CONNECT_COST}`,
});
