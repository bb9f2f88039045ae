// What a survey would say of the made-up hosts, as lines; and what an inventory would keep of them, as rows.
import type { Line } from '../../src/finding/finding.ts';
import type { HostRow, PortRow, ScanId } from '../../src/inventory/inventory.ts';
import { HOSTILE, type MadeHost } from './network.test-data.ts';

/** All lines about a host, in the order of a survey. */
export function linesOf(host: MadeHost, time: string): readonly Line[] {
  const { ip, mac, vendor, services, path } = host;
  const near = mac === null ? {} : { mac, ...(vendor === null ? {} : { vendor }) };
  const names = host.name === null ? {} : { names: [{ name: host.name, source: 'reverse-dns' }] };
  const lines: Line[] = [
    {
      type: 'host',
      ip,
      state: 'up',
      reason: mac === null ? 'syn-ack' : 'arp-reply',
      probe: mac === null ? 'syn' : 'arp',
      stage: 'discover',
      time,
      rttMs: 0.4,
      ...near,
      ...names,
    },
  ];
  for (const { proto, port } of services) {
    const how =
      proto === 'tcp'
        ? ({ reason: 'syn-ack', probe: 'syn', stage: 'syn' } as const)
        : ({ reason: 'udp-response', probe: 'udp', stage: 'udp' } as const);
    lines.push({ type: 'port', ip, proto, port, state: 'open', ttl: 64, rttMs: 0.31, time, ...how });
  }
  for (const { proto, port, service, product, version, tls, banner } of services) {
    const words = { ...(product === undefined ? {} : { product }), ...(version === undefined ? {} : { version }) };
    const evidence =
      banner === ''
        ? []
        : [{ source: 'greeting' as const, text: banner, received: btoa(unescape(encodeURIComponent(banner))) }];
    lines.push({
      type: 'service',
      ip,
      proto,
      port,
      service,
      ...words,
      tls: tls === true,
      confidence: product === undefined ? 0.7 : 1,
      evidence,
      stage: 'services',
      time,
    });
    if (tls === true) lines.push(certificateOf(host, port, time));
    if (service === 'redis') {
      lines.push({
        type: 'note',
        ip,
        proto,
        port,
        code: 'N_NO_PASSWORD',
        text: 'it answers whoever asks, without a password',
        advice: 'set requirepass, or bind it to an address of its own',
        stage: 'services',
        time,
      });
    }
  }
  if (path.length > 0) {
    const steps = [...path, ip].map((step, index) => ({ ip: step, rttMs: 0.5 * (index + 1) }));
    lines.push({ type: 'path', ip, method: 'tcp', reached: true, steps, stage: 'trace', time });
  }
  lines.push(...identityOf(host, time));
  const open = services.length;
  lines.push({ type: 'host-end', ip, stage: 'syn', open, closed: 65_535 - open, filtered: 0, time });
  return lines;
}

function certificateOf({ ip, name }: MadeHost, port: number, time: string): Line {
  const subject = ip === '192.0.2.67' ? HOSTILE.certificate : `CN=${name ?? ip}`;
  return {
    ...{ type: 'certificate', ip, proto: 'tcp', port, subject, issuer: subject, names: [`DNS:${name ?? ip}`] },
    ...{
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2026-12-20T00:00:00.000Z',
      selfSigned: true,
      fingerprint: 'ab'.repeat(32),
    },
    ...{
      serial: '01',
      keyType: 'rsa',
      keyBits: 2048,
      chain: 1,
      tlsVersion: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      stage: 'services',
      time,
    },
  } as Line;
}

function identityOf({ ip, name, vendor, kind, os, mac }: MadeHost, time: string): readonly Line[] {
  const stage = 'identity';
  const clues: Line[] = [];
  if (ip === '192.0.2.67') {
    const said = { value: HOSTILE.ssdp, source: 'ssdp', confidence: 0.3, text: HOSTILE.ssdp };
    clues.push({ type: 'clue', ip, about: 'vendor', ...said, stage, time });
  }
  if (os !== null)
    clues.push({
      type: 'clue',
      ip,
      about: 'os',
      value: os.name,
      family: os.family,
      source: 'smb',
      confidence: 0.8,
      stage,
      time,
    });
  if (kind !== null)
    clues.push({
      type: 'clue',
      ip,
      about: 'kind',
      value: kind,
      source: 'service',
      confidence: 0.7,
      text: 'its ports and what they say',
      stage,
      time,
    });
  if (vendor !== null && mac !== null)
    clues.push({
      type: 'clue',
      ip,
      about: 'vendor',
      value: vendor,
      source: 'oui',
      confidence: 0.8,
      text: mac,
      stage,
      time,
    });
  const identity: Line = {
    ...{ type: 'identity', ip, stage, time },
    ...(name === null ? {} : { name }),
    ...(vendor === null ? {} : { vendor }),
    ...(os === null ? {} : { os: { ...os, confidence: 0.8, because: [`smb: ${os.name}`], others: [] } }),
    ...(kind === null
      ? {}
      : {
          kind: {
            is: kind,
            confidence: 0.85,
            because: ['service: its ports'],
            others: [{ is: 'appliance' as const, confidence: 0.1 }],
          },
        }),
  };
  return [...clues, identity];
}

export function rowOf(host: MadeHost, index: number, scan: ScanId, first: string, last: string): HostRow {
  const { ip, name, mac, vendor, kind, os } = host;
  const seen = { firstSeen: first, lastSeen: last, scan };
  return {
    device: index + 1,
    ip,
    state: 'up',
    name,
    mac,
    vendor,
    kind,
    os: os?.name ?? null,
    openPorts: host.services.length,
    ...seen,
  };
}

export function portRowsOf(
  host: MadeHost,
  index: number,
  scan: ScanId,
  first: string,
  last: string,
): readonly PortRow[] {
  return host.services.map(({ proto, port, service, product, version, tls }) => ({
    ...{ device: index + 1, ip: host.ip, proto, port, state: 'open', service, product: product ?? null },
    ...{ version: version ?? null, tls: tls === true, firstSeen: first, lastSeen: last, scan },
  }));
}
