// Kerberos 5 (RFC 4120 section 5.4.1): a ticket for a name that nobody has, without any proof. A key distribution centre
// answers with an error, and its clock.
import type { UdpPayload } from '../payload.ts';

export const KERBEROS_REALM = 'PORTOLAN.INVALID';

/** Where the request's nonce stands, four bytes: who is asked twice the same answers from memory. */
export const KERBEROS_NONCE_AT = 0x88;

/** An element of X.690: tag, length, content. */
const der = (tag: number, ...content: number[]): number[] =>
  content.length < 0x80 ? [tag, content.length, ...content] : [tag, 0x81, content.length, ...content];
const text = (words: string): number[] => der(0x1b, ...Buffer.from(words));
const integer = (...value: number[]): number[] => der(2, ...value);

/** Section 5.2.2: type 1 is a person, 2 a service. */
const principal = (type: number, ...names: string[]): number[] =>
  der(0x30, ...der(0xa0, ...integer(type)), ...der(0xa1, ...der(0x30, ...names.flatMap(text))));

const body = der(
  0x30,
  ...der(0xa0, ...der(3, 0, 0, 0, 0, 0)), // kdc-options: none
  ...der(0xa1, ...principal(1, 'portolan')), // cname
  ...der(0xa2, ...text(KERBEROS_REALM)), // realm
  ...der(0xa3, ...principal(2, 'krbtgt', KERBEROS_REALM)), // sname
  ...der(0xa5, ...der(0x18, ...Buffer.from('20370913024805Z'))), // till
  ...der(0xa7, ...integer(0x50, 0x4f, 0x52, 0x54)), // nonce
  ...der(0xa8, ...der(0x30, ...integer(18), ...integer(17), ...integer(23))), // etype: AES-256, AES-128, RC4
);

export const kerberos: UdpPayload = {
  name: 'kerberos',
  ports: [88],
  bytes: Uint8Array.from(
    der(0x6a, ...der(0x30, ...der(0xa1, ...integer(5)), ...der(0xa2, ...integer(10)), ...der(0xa4, ...body))),
  ),
};
