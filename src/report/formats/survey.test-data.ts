// A survey with a fact of every kind, whose texts a test chooses: what strangers may say stands in every place they have.
import type { Line } from '../../finding/finding.ts';
import { END, TIME } from '../findings.test-data.ts';

const IP = '198.18.0.3';
export const NEXT_MONTH = '2026-12-20T00:00:00.000Z';

/** Every foreign text of it is one of `say`'s. */
export function surveySaying(say: () => string): Line[] {
  const where = { ip: IP, proto: 'tcp', port: 443 } as const;
  const said = { stage: 'services', time: TIME } as const;
  return [
    {
      ...{
        type: 'start',
        time: TIME,
        version: '0.1.0',
        argv: ['scan', say()],
        targets: ['198.18.0.0/24'],
        stages: ['syn'],
      },
      ...{ seed: 'x', engine: 'raw', ports: [{ proto: 'tcp', count: 1000, list: '1-1000' }] },
    },
    {
      ...{ type: 'host', ip: IP, state: 'up', reason: 'arp-reply', stage: 'syn', time: TIME, mac: '02:00:00:00:00:03' },
      ...{ vendor: say(), names: [{ name: say(), source: 'reverse-dns' }], rttMs: 0.2, ttl: 64, hops: 0 },
    },
    { type: 'port', ...where, state: 'open', reason: 'syn-ack', stage: 'syn', time: TIME, ttl: 64 },
    {
      type: 'port',
      ip: IP,
      proto: 'tcp',
      port: 25,
      state: 'filtered',
      reason: 'no-response',
      stage: 'syn',
      time: TIME,
    },
    {
      ...{
        type: 'service',
        ...where,
        service: say(),
        product: say(),
        version: say(),
        info: say(),
        hostname: say(),
        os: say(),
      },
      ...{
        device: say(),
        tls: true,
        cpe: [say(), 'cpe:2.3:a:x:y\\:z:1.0:*'],
        confidence: 1,
        contradiction: say(),
        ...said,
      },
      evidence: [{ source: 'greeting', text: say() }],
    },
    {
      ...{
        type: 'certificate',
        ...where,
        subject: say(),
        issuer: say(),
        names: [say()],
        notBefore: TIME,
        notAfter: NEXT_MONTH,
      },
      ...{ selfSigned: false, fingerprint: 'ab', serial: say(), keyType: say(), keyBits: 2048, chain: 1 },
      ...{ tlsVersion: say(), cipher: say(), ...said },
    },
    { type: 'note', ...where, code: 'N_CERTIFICATE_EXPIRED', text: say(), advice: say(), ...said },
    { type: 'clue', ip: IP, about: 'name', value: say(), source: 'mdns', confidence: 1, text: say(), ...said },
    {
      ...{ type: 'identity', ip: IP, name: say(), vendor: say(), model: say(), serial: say(), contradictions: [say()] },
      os: { family: 'linux', name: say(), version: say(), confidence: 0.9, because: [say()], others: [] },
      kind: { is: 'nas', confidence: 0.7, because: [say()], others: [] },
      ...said,
    },
    { type: 'path', ip: IP, method: 'tcp', reached: true, steps: [{}, { ip: IP, rttMs: 0.2 }], ...said },
    {
      ...{ type: 'network', network: say(), interface: say(), sources: ['dhcp'], domain: say(), ...said },
      gateways: [{ ip: IP, source: 'dhcp' }],
      dhcpServers: [],
      dnsServers: [],
      vlans: [{ id: 42, use: 'untagged', name: say(), source: 'lldp' }],
    },
    { type: 'host-end', ip: IP, stage: 'syn', time: TIME, open: 1, closed: 998, filtered: 1 },
    { ...END, type: 'end', time: TIME, hostsUp: 1, hostsAsked: 256, openPorts: 1 },
  ];
}
