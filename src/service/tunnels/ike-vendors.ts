// Vendor ids of IKE: most are the MD5 of a text (RFC 2408 section 3.16), some with a version behind it, some the text itself.
import { createHash } from 'node:crypto';
import { clean, hex, latin1, stands, u32 } from '../bytes.ts';

export interface IkeVendor {
  readonly name: string;
  readonly product?: string;
}

const md5 = (text: string): Uint8Array => Uint8Array.from(createHash('md5').update(text).digest());

const KNOWN: readonly (readonly [id: Uint8Array, name: string, product?: string])[] = [
  [md5('strongSwan'), 'strongSwan', 'strongSwan'],
  [md5('RFC 3947'), 'NAT traversal (RFC 3947)'],
  [md5('draft-ietf-ipsec-nat-t-ike-02'), 'NAT traversal (draft 2)'],
  [md5('draft-ietf-ipsec-nat-t-ike-02\n'), 'NAT traversal (draft 2)'],
  [md5('draft-ietf-ipsec-nat-t-ike-03'), 'NAT traversal (draft 3)'],
  [md5('FRAGMENTATION'), 'fragmentation'],
  [md5('FORTIGATE').subarray(0, 12), 'Fortinet FortiGate', 'Fortinet FortiGate'],
  [md5('CISCO-UNITY').subarray(0, 14), 'Cisco Unity'],
  [hex('09002689dfd6b712'), 'XAUTH'], // draft-ietf-ipsec-isakmp-xauth-06
  [hex('afcad71368a1f1c96b8696fc7757'), 'dead peer detection'], // RFC 3706 section 5.1
  // [MS-IKEE] section 1.7.
  [md5('Vid-Initial-Contact'), 'Microsoft initial contact', 'Windows IKE'],
  [md5('IKE CGA version 1'), 'Microsoft CGA', 'Windows IKE'],
  [hex('fb1de3cdf341b7ea16b7e5be0855f120'), 'Microsoft negotiation discovery', 'Windows IKE'],
];
/** [MS-IKEE] section 1.7, with Windows' number behind it. */
const MICROSOFT = md5('MS NT5 ISAKMPOAKLEY');

export function ikeVendor(id: Uint8Array): IkeVendor {
  if (stands(id, MICROSOFT)) return { name: `Microsoft IKE ${u32(id, 16)}`, product: 'Windows IKE' };
  const known = KNOWN.find(([bytes]) => stands(id, bytes));
  if (known !== undefined) return { name: known[1], ...(known[2] === undefined ? {} : { product: known[2] }) };
  const text = latin1(id.subarray(0, 80));
  if (!/^[\x20-\x7e]{6,80}$/.test(text)) return { name: Buffer.from(id.subarray(0, 24)).toString('hex') };
  return { name: clean(text), ...productOf(text) };
}

/** Those who send the text as it is. */
function productOf(text: string): Partial<IkeVendor> {
  if (/libreswan/i.test(text)) return { product: 'Libreswan' };
  return /^(?:CISCO|FLEXVPN)/.test(text) ? { product: 'Cisco IKE' } : {};
}
