// LDAP over UDP ([MS-ADTS] section 3.1.1.3.4: CLDAP; RFC 4511 section 4.5.1): a search needs no bind. First for the root DSE
// (RFC 4512 section 5.1), few attributes of it, as the answer should not be much longer than the question; then what domain
// controllers say of themselves ([MS-ADTS] section 6.3.3: LDAP ping).
import type { UdpPayload } from '../payload.ts';

const ber = (tag: number, ...content: number[]): number[] =>
  content.length < 0x80 ? [tag, content.length, ...content] : [tag, 0x81, content.length, ...content];
const octets = (words: string): number[] => ber(4, ...Buffer.from(words));

/** [MS-ADTS] section 6.3.1.1: NETLOGON_NT_VERSION_5EX, names in the form of DNS. */
const NT_VERSION = [4, 0, 0, 0];

/** Message 1: base '', scope base, no aliases, one entry in three seconds, values too. */
const search = (filter: number[], attributes: readonly string[]): Uint8Array =>
  Uint8Array.from(
    ber(
      0x30,
      ...[2, 1, 1],
      ...ber(
        0x63,
        ...[4, 0, 0x0a, 1, 0, 0x0a, 1, 0, 2, 1, 1, 2, 1, 3, 1, 1, 0],
        ...filter,
        ...ber(0x30, ...attributes.flatMap(octets)),
      ),
    ),
  );

export const cldapRootDse: UdpPayload = {
  name: 'cldap-root-dse',
  ports: [389],
  bytes: search(ber(0x87, ...Buffer.from('objectClass')), [
    ...['objectClass', 'namingContexts', 'defaultNamingContext', 'dnsHostName', 'vendorName', 'vendorVersion'],
    ...['domainControllerFunctionality', 'isGlobalCatalogReady'],
  ]),
};

export const cldapNetlogon: UdpPayload = {
  name: 'cldap-netlogon',
  ports: [389],
  bytes: search(ber(0xa0, ...ber(0xa3, ...octets('NtVer'), ...ber(4, ...NT_VERSION))), ['netlogon']),
};
