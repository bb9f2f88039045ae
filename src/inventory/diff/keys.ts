// By what a device is known again under another address.
//
//  1. A MAC address, also one that was made up: that two devices make up the same one does not happen.
//  2. The key of its SSH server, the engine of its SNMP agent, the GUID of its SMB server. Images that were copied have them too.
//  3. What several addresses of one survey show tells none of them apart.
import type { HostPicture } from '../../finding/fold.ts';

export interface DeviceKey {
  readonly kind: 'MAC address' | 'SSH host key' | 'SNMP engine' | 'SMB GUID';
  readonly value: string;
}

/** An engine that is no more than its maker's number, or a GUID of zeros, is nobody's. */
const LENGTH_LEAST = 16;
const LENGTH_MOST = 128;

/** The surest first. */
export function keysOf({ host, ports, services }: HostPicture): readonly DeviceKey[] {
  const keys: DeviceKey[] = [];
  if (host?.mac !== undefined) keys.push({ kind: 'MAC address', value: host.mac });
  if (services === null) return keys;
  for (const port of ports?.all() ?? []) {
    const details = services.service(port)?.details;
    if (details !== undefined) keys.push(...keysOfService(details));
  }
  return keys;
}

const keyText = ({ kind, value }: DeviceKey): string => `${kind} ${value}`;

/** By key, the one host that shows it. Rule 3. */
export function hostsByKey(hosts: Iterable<HostPicture>): ReadonlyMap<string, HostPicture> {
  const shown = new Map<string, HostPicture | null>();
  for (const host of hosts) {
    for (const key of new Set(keysOf(host).map(keyText))) shown.set(key, shown.has(key) ? null : host);
  }
  return new Map([...shown].filter((each): each is [string, HostPicture] => each[1] !== null));
}

/** The surest that both show; null: none. */
export function sharedKey(one: HostPicture, other: HostPicture): DeviceKey | null {
  const known = new Set(keysOf(other).map(keyText));
  return keysOf(one).find((key) => known.has(keyText(key))) ?? null;
}

/** Both show what a device has once, and nothing of it is the same. */
export function areTwo(one: HostPicture, other: HostPicture): boolean {
  const [keys, others] = [keysOf(one), keysOf(other)];
  const known = new Set(keys.map(keyText));
  if (others.some((key) => known.has(keyText(key)))) return false;
  const kinds = new Set(keys.map(({ kind }) => kind));
  return others.some(({ kind }) => kinds.has(kind));
}

function keysOfService(details: Readonly<Record<string, unknown>>): readonly DeviceKey[] {
  const { hostKey, engineId, serverGuid } = details;
  const fingerprint = (hostKey as { readonly fingerprint?: unknown } | null | undefined)?.fingerprint;
  const said = [
    { kind: 'SSH host key', value: fingerprint },
    { kind: 'SNMP engine', value: engineId },
    { kind: 'SMB GUID', value: serverGuid },
  ] as const;
  return said.flatMap(({ kind, value }) => (isKey(value) ? [{ kind, value }] : []));
}

function isKey(value: unknown): value is string {
  if (typeof value !== 'string' || value.length < LENGTH_LEAST || value.length > LENGTH_MOST) return false;
  return !/^0*$/.test(value);
}
