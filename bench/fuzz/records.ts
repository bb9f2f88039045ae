// What the fuzz run asks: every record over each of its protocols, those of datagrams as `NAME/udp`.
import { DATAGRAMS } from '../../src/service/datagrams.ts';
import { ENDPOINT } from '../../src/service/fake-talk.test-data.ts';
import { REGISTRY } from '../../src/service/registry.ts';
import type { Endpoint, Service } from '../../src/service/service.ts';

export interface FuzzRecord {
  readonly key: string;
  readonly service: Service;
  /** Some read on their own port alone. */
  readonly own: Endpoint;
  readonly odd: Endpoint;
}

function recordOf(service: Service, proto: Endpoint['proto']): FuzzRecord {
  const [port] = proto === 'udp' ? service.udpPorts! : service.ports;
  const odd: Endpoint = { ...ENDPOINT, proto };
  const key = proto === 'udp' ? `${service.name}/udp` : service.name;
  return { key, service, odd, own: { ...odd, port: port ?? ENDPOINT.port } };
}

export const RECORDS: readonly FuzzRecord[] = [
  ...REGISTRY.map((service) => recordOf(service, 'tcp')),
  ...DATAGRAMS.map((service) => recordOf(service, 'udp')),
];
