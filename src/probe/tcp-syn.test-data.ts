// Probes with any values.
import fc from 'fast-check';
import type * as ipv4 from '../wire/ipv4.ts';
import { u16, u32 } from '../wire/values.test-data.ts';
import type { ProbeForm } from './probe.ts';
import { tcpSyn } from './tcp-syn.ts';

export const NOTHING = new Uint8Array(0);

export const probe = fc.record({
  source: u32,
  destination: u32,
  sourcePort: u16,
  destinationPort: u16,
  sequence: u32,
});

export type Probe = typeof probe extends fc.Arbitrary<infer T> ? T : never;

export function make(form: ProbeForm, bytes: Uint8Array, offset: number, values: Probe): void {
  const { source, destination, sourcePort, destinationPort, sequence } = values;
  tcpSyn.patch(form, bytes, offset, source, destination, sourcePort, destinationPort, sequence);
}

export function ipHeader(source: number, destination: number, protocol: number, payloadLength: number): ipv4.Ipv4 {
  return {
    typeOfService: 0,
    identification: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 64,
    protocol,
    source,
    destination,
    options: NOTHING,
    payloadLength,
  };
}
