// The door for other programs, `portolan/service`: what an open port is for.

import { type Recognise, recognise } from './recognise/recognise.ts';
import { recogniseDatagram } from './recognise/recognise-datagram.ts';
import type { Recognised } from './recognise/recognised.ts';
import type { Endpoint, Service } from './service.ts';

export type { Recognise } from './recognise/recognise.ts';
export type { Recognised } from './recognise/recognised.ts';
export type { Endpoint, Service, ServiceNote, Verdict } from './service.ts';
export type { Certificate, TlsFacts } from './talk/tls-facts.ts';

export interface IdentifyOptions {
  readonly signal?: AbortSignal;
  /** 0 (the port's own questions alone) to 9; default 7. */
  readonly intensity?: number;
  /** SNMP agents are asked with these too, in the clear. */
  readonly snmpCommunity?: readonly string[];
}

/**
 * Asks a port (TCP by default) and finds out what is behind it, by what it says of itself and how it behaves. Reads only: no
 * login, no write. Ends within a few seconds whatever the peer does (who is silent is listened to for six more); what nobody
 * knows is `unknown`, with what was seen.
 */
export async function identifyService(
  endpoint: Omit<Endpoint, 'proto'> & { readonly proto?: Endpoint['proto'] },
  { signal = new AbortController().signal, intensity, snmpCommunity }: IdentifyOptions = {},
): Promise<Recognised> {
  const known = await loadRecogniser(snmpCommunity);
  return known({ proto: 'tcp', ...endpoint }, { signal, intensity });
}

/** With all records, which take some milliseconds to load. `communities`: SNMP agents are asked with these too. */
export async function loadRecogniser(communities: readonly string[] = []): Promise<Recognise> {
  const [{ REGISTRY }, { DATAGRAMS }] = await Promise.all([import('./registry.ts'), import('./datagrams.ts')]);
  const datagrams = communities.length === 0 ? DATAGRAMS : await asking(DATAGRAMS, communities);
  return (endpoint, options) =>
    endpoint.proto === 'udp'
      ? recogniseDatagram(endpoint, { ...options, registry: datagrams })
      : recognise(endpoint, { ...options, registry: REGISTRY });
}

async function asking(records: readonly Service[], communities: readonly string[]): Promise<readonly Service[]> {
  const { withCommunities } = await import('./monitoring/communities.ts');
  const asked = withCommunities(communities);
  return [...records.filter(({ name }) => name !== asked[0].name), ...asked];
}
