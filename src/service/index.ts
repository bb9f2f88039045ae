// The door for other programs, `portolan/service`: what an open port is for.

import { type Recognise, recognise } from './recognise/recognise.ts';
import type { Recognised } from './recognise/recognised.ts';
import type { Endpoint } from './service.ts';

export type { Recognise } from './recognise/recognise.ts';
export type { Recognised } from './recognise/recognised.ts';
export type { Endpoint, Service, ServiceNote, Verdict } from './service.ts';
export type { Certificate, TlsFacts } from './talk/tls-facts.ts';

export interface IdentifyOptions {
  readonly signal?: AbortSignal;
  /** 0 (the port's own questions alone) to 9; default 7. */
  readonly intensity?: number;
}

/**
 * Connects to a TCP port and finds out what is behind it, by what it says of itself and how it behaves. Reads only: no
 * login, no write. Ends within a few seconds whatever the peer does (who is silent is listened to for six more); what nobody
 * knows is `unknown`, with what was seen.
 */
export async function identifyService(
  endpoint: Omit<Endpoint, 'proto'>,
  { signal = new AbortController().signal, intensity }: IdentifyOptions = {},
): Promise<Recognised> {
  const known = await loadRecogniser();
  return known({ ...endpoint, proto: 'tcp' }, { signal, intensity });
}

/** With all records, which take some milliseconds to load. */
export async function loadRecogniser(): Promise<Recognise> {
  const { REGISTRY } = await import('./registry.ts');
  return (endpoint, options) => recognise(endpoint, { ...options, registry: REGISTRY });
}
