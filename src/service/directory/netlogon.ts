// What a domain controller says of itself: [MS-ADTS] section 6.3.1.9, NETLOGON_SAM_LOGON_RESPONSE_EX.
//
//   operation u16le (23, 25), 0 u16, flags u32le, GUID of the domain 16 bytes; then names as in DNS, with pointers from the
//   operation on: forest, domain, host, NetBIOS domain, NetBIOS computer, user, site, the client's site
import { u16le, u32le } from '../bytes.ts';
import type { Verdict } from '../service.ts';
import { childrenOf, contentText, type Element } from './ber.ts';
import { nameAt } from './dns-message.ts';

const OPERATIONS = new Set([23, 25]);
const NAMES_AT = 24;
const NAMES = ['forest', 'domain', 'host', 'netbiosDomain', 'netbiosName', 'user', 'site', 'clientSite'];
/** Section 6.3.1.2, DS_FLAG: bits. */
const ROLES: readonly (readonly [bit: number, role: string])[] = [
  [0x1, 'PDC'],
  [0x4, 'global catalog'],
  [0x20, 'KDC'],
  [0x40, 'time server'],
  [0x100, 'writable'],
];

/** From the attribute `netlogon` of an entry; null where there is none. */
export function netlogonOf(bytes: Uint8Array, attributes: readonly Element[]): Omit<Verdict, 'confidence'> | null {
  for (const attribute of attributes) {
    const [type, set] = childrenOf(bytes, attribute);
    if (type === undefined || set === undefined || contentText(bytes, type).toLowerCase() !== 'netlogon') continue;
    const [value] = childrenOf(bytes, set);
    return value === undefined ? null : controllerOf(bytes.subarray(value.begin, value.end));
  }
  return null;
}

function controllerOf(response: Uint8Array): Omit<Verdict, 'confidence'> | null {
  if (!OPERATIONS.has(u16le(response, 0)) || response.length < NAMES_AT) return null;
  const names: Record<string, string> = {};
  let at = NAMES_AT;
  for (const name of NAMES) {
    const [text, end] = nameAt(response, at);
    if (end < 0) break;
    if (text !== '') names[name] = text;
    at = end;
  }
  const flags = u32le(response, 4);
  const roles = ROLES.filter(([bit]) => (flags & bit) !== 0).map(([, role]) => role);
  const { domain, host, site } = names;
  const info = [domain === undefined ? '' : `domain ${domain}`, site === undefined ? '' : `site ${site}`, ...roles];
  return {
    product: 'Active Directory domain controller',
    info: info.filter(Boolean).join('; '),
    ...(host === undefined ? {} : { hostname: host }),
    details: { ...names, roles },
  };
}
