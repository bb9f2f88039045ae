// What the open ports of one host are for, as far as it is known; bounded, as a host may claim anything on every port.
//
//   services, certificates   (port, proto) ─► fact    SERVICES_MOST at the most
//   notes                    (port, proto, code) ─► fact
import type { CertificateFact, NoteFact, ServiceFact } from './finding.ts';
import { joinServices } from './join.ts';

export const SERVICES_MOST = 4096;
export const NOTES_MOST = 1024;

type PortOf = Pick<ServiceFact, 'proto' | 'port'>;

export interface ServiceSet {
  join(fact: ServiceFact | CertificateFact | NoteFact): void;
  service(port: PortOf): ServiceFact | undefined;
  certificate(port: PortOf): CertificateFact | undefined;
  /** By port. */
  notes(): readonly NoteFact[];
  readonly size: number;
}

export function createServiceSet(): ServiceSet {
  const services = new Map<string, ServiceFact>();
  const certificates = new Map<string, CertificateFact>();
  const notes = new Map<string, NoteFact>();

  return {
    join(fact) {
      const key = keyOf(fact);
      if (fact.type === 'service') {
        const before = services.get(key);
        put(services, key, before === undefined ? fact : joinServices(before, fact), SERVICES_MOST);
      } else if (fact.type === 'certificate') {
        put(certificates, key, newer(certificates.get(key), fact), SERVICES_MOST);
      } else {
        const whole = `${key} ${fact.code}`;
        put(notes, whole, newer(notes.get(whole), fact), NOTES_MOST);
      }
    },
    service: (port) => services.get(keyOf(port)),
    certificate: (port) => certificates.get(keyOf(port)),
    notes: () => [...notes.values()].sort((one, other) => one.port - other.port),
    get size() {
      return services.size;
    },
  };
}

function keyOf({ proto, port }: PortOf): string {
  return `${proto} ${port}`;
}

function put<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  if (map.size < most || map.has(key)) map.set(key, value);
}

/** Of the same time any choice will do that is always the same. */
function newer<T extends { readonly time: string }>(one: T | undefined, other: T): T {
  if (one === undefined || one.time < other.time) return other;
  if (one.time > other.time) return one;
  return JSON.stringify(one) < JSON.stringify(other) ? other : one;
}
