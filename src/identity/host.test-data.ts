// Hosts made up for tests of the verdict.
import type { ClueFact, HostEnd, HostFact, Line, ServiceFact } from '../finding/finding.ts';
import { createPicture, fold, type HostPicture } from '../finding/fold.ts';

export const IP = '198.18.0.7';
const TOLD = { stage: 'test', time: '2026-11-27T12:00:00.000Z' };

export interface Given {
  readonly host?: Partial<HostFact>;
  readonly tcp?: readonly number[];
  readonly udp?: readonly number[];
  readonly services?: readonly (Partial<ServiceFact> & Pick<ServiceFact, 'port' | 'service'>)[];
  readonly clues?: readonly GivenClue[];
  readonly ends?: readonly Partial<HostEnd>[];
}

export type GivenClue = Pick<ClueFact, 'about' | 'value' | 'source' | 'confidence'> & Partial<ClueFact>;

/** As a survey would tell it, in this order. */
export function hostOf({ host, tcp = [], udp = [], services = [], clues = [], ends = [] }: Given): HostPicture {
  const lines: Line[] = [];
  if (host !== undefined) lines.push({ type: 'host', ip: IP, state: 'up', reason: 'arp-reply', ...TOLD, ...host });
  const ports = [
    ...tcp.map((port) => ({ proto: 'tcp', port }) as const),
    ...udp.map((port) => ({ proto: 'udp', port }) as const),
    ...services.map(({ proto = 'tcp', port }) => ({ proto, port })),
  ];
  for (const port of ports) {
    lines.push({ type: 'port', ip: IP, ...port, state: 'open', reason: 'syn-ack', ...TOLD });
  }
  for (const each of services) {
    lines.push({ type: 'service', ip: IP, proto: 'tcp', tls: false, confidence: 1, evidence: [], ...TOLD, ...each });
  }
  for (const clue of clues) lines.push({ type: 'clue', ip: IP, ...TOLD, ...clue });
  for (const end of ends) {
    lines.push({ type: 'host-end', ip: IP, open: 0, closed: 0, filtered: 0, ...TOLD, ...end });
  }
  const picture = createPicture();
  for (const line of lines) fold(picture, line);
  return picture.hosts.get(IP)!;
}
