// What has been found so far, gathered by host, for reports that are written at the end.
import type { End, EndFinding, Finding, HostEndFinding, HostFinding, Line, PortFinding } from '../finding/finding.ts';

export interface HostCollection {
  readonly ip: string;
  host: HostFinding | null;
  /** By `22/tcp`. A later finding about the same port replaces the earlier one. */
  readonly ports: Map<string, PortFinding>;
  /** Null until the host is done. */
  hostEnd: HostEndFinding | null;
}

export interface Collection {
  readonly hosts: Map<string, HostCollection>;
  /** Null where the scan never came to an end. */
  end: EndFinding | End | null;
}

export function createCollection(): Collection {
  return { hosts: new Map(), end: null };
}

/** Takes one finding in. Those that are not about hosts, ports or the end are not kept. */
export function collect(collection: Collection, finding: Finding | Line): void {
  switch (finding.type) {
    case 'host':
      hostOf(collection, finding.ip).host = finding;
      break;
    case 'port':
      hostOf(collection, finding.ip).ports.set(`${finding.port}/${finding.proto}`, finding);
      break;
    case 'host-end':
      hostOf(collection, finding.ip).hostEnd = finding;
      break;
    case 'end':
      collection.end = finding;
      break;
  }
}

function hostOf(collection: Collection, ip: string): HostCollection {
  let host = collection.hosts.get(ip);
  if (host === undefined) {
    host = { ip, host: null, ports: new Map(), hostEnd: null };
    collection.hosts.set(ip, host);
  }
  return host;
}
