// Adds who made a host's network interface, where its MAC address is known.
import type { Finding } from '../finding/finding.ts';
import type { Vendors } from '../identity/vendors.ts';

/** Undefined: not opened yet. */
let vendors: Vendors | null | undefined;

/**
 * What reads the registry is loaded when the first neighbour has answered, while the others are still waited for; the registry itself
 * (6 MB) when one of them has an address that somebody registered. Where it is missing nothing is added.
 */
export async function withVendor<T extends Finding>(finding: T): Promise<T> {
  if (!concernsMac(finding)) return finding;
  const { isLocal, openVendors } = await import('../identity/vendors.ts');
  if (finding.type !== 'host' || finding.mac === undefined) return finding;
  if (isLocal(finding.mac)) return { ...finding, localMac: true };
  if (vendors === undefined) vendors = opened(openVendors);
  const vendor = vendors?.of(finding.mac) ?? null;
  return vendor === null ? finding : { ...finding, vendor };
}

function concernsMac(finding: Finding): boolean {
  if (finding.type === 'progress') return finding.phase === 'resolve' && finding.answered > 0;
  return finding.type === 'host' && finding.mac !== undefined;
}

function opened(open: () => Vendors): Vendors | null {
  try {
    return open();
  } catch {
    return null;
  }
}
