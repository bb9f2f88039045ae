// Where a talk takes longest, as the port suggests: what goes on in TLS is asked on further connections, one after another, what else
// it takes there (recognise/tls-notes.ts).
import type { Endpoint } from './endpoint.ts';
import { REGISTRY } from './registry.ts';

const PORTS = new Set(
  REGISTRY.flatMap(({ ports, tlsPorts = [], startTls = false }) => [...(startTls ? ports : []), ...tlsPorts]),
);

export function takesLong({ proto, port }: Endpoint): boolean {
  return proto === 'tcp' && PORTS.has(port);
}
