// Adds who made a host's network interface, where its MAC address is known.
import type { Finding } from '../finding/finding.ts';
import type { Vendors } from '../identity/vendors.ts';

let opening: Promise<Vendors | null> | null = null;

/** The registry is loaded with the first address; where it is missing nothing is added. */
export async function withVendor<T extends Finding>(finding: T): Promise<T> {
  if (finding.type !== 'host' || finding.mac === undefined) return finding;
  const { isLocal, openVendors } = await import('../identity/vendors.ts');
  if (isLocal(finding.mac)) return { ...finding, localMac: true };
  opening ??= openVendors().catch(() => null);
  const vendor = (await opening)?.of(finding.mac) ?? null;
  return vendor === null ? finding : { ...finding, vendor };
}
