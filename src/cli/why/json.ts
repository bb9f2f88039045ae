// All that is known about one host as one line, for programs: facts as they stand in lines of a survey, joined.
import type { NetworkFact } from '../../finding/finding.ts';
import type { HostPicture } from '../../finding/fold.ts';
import { jsonLine } from '../../report/json-lines.ts';

/** `networks`: in which it is. */
export function whyLine(
  { ip, host, identity, clues, ports, services, ends }: HostPicture,
  networks: readonly NetworkFact[],
): string {
  const known = [...(ports?.all() ?? [])];
  return jsonLine({
    type: 'why',
    ip,
    identity,
    host,
    clues: clues?.all() ?? [],
    ports: known,
    services: known.map((port) => services?.service(port)).filter((fact) => fact !== undefined),
    certificates: known.map((port) => services?.certificate(port)).filter((fact) => fact !== undefined),
    notes: services?.notes() ?? [],
    ends,
    networks,
  });
}
