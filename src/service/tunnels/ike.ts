// IKE, both versions: RFC 7296 section 3, RFC 2408 section 3 (ISAKMP). The answer has our SPI; its payloads tell what was chosen
// or refused, and vendor ids who made it. On port 4500 four zero bytes stand first (RFC 3948 section 2.2).
//
//   0  SPIs, 8 bytes each   16  next payload   17  version 20 or 10   18  exchange   19  flags (20: a response)   24  length u32
//   payload   next u8, flags u8, length u16, body.   Notify of 2: protocol, SPI size, type u16, data; of 1: DOI u32 before it
import { ikeV1, ikeV1Nat, ikeV2, ikeV2Nat, IKE_SPI as SPI } from '../../probe/udp/tunnels/ike.ts';
import { stands, u8, u16, u32 } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { ikeVendor } from './ike-vendors.ts';

const HEADER = 28;
const NAT_PORT = 4500;
const PAYLOADS_MOST = 40;
const V1 = 0x10;
const V2 = 0x20;
const RESPONSE = 0x20;
const EXCHANGES: Readonly<Record<number, readonly number[]>> = { [V1]: [2, 5], [V2]: [34] };
/** Payload types of version 2 and 1. */
const [SA2, NOTIFY2, VENDOR2] = [33, 41, 43];
const [SA1, NOTIFY1, VENDOR1] = [1, 11, 13];
const NOTIFIES: Readonly<Record<number, string>> = {
  5: 'other version',
  7: 'syntax refused',
  14: 'no proposal chosen',
  17: 'wants group',
  24: 'authentication failed',
  16390: 'cookie asked for',
};
/** RFC 7296 section 3.3.2, RFC 5903, RFC 8031. */
const GROUPS: Readonly<Record<number, string>> = {
  1: 'MODP-768',
  2: 'MODP-1024',
  5: 'MODP-1536',
  14: 'MODP-2048',
  15: 'MODP-3072',
  16: 'MODP-4096',
  19: 'P-256',
  20: 'P-384',
  21: 'P-521',
  31: 'Curve25519',
};

export const ike = defineService({
  name: 'isakmp',
  title: 'Internet Key Exchange',
  specification: 'RFC 7296, RFC 2409',
  ports: [],
  udpPorts: [500, NAT_PORT],
  hello: ({ port }) => (port === NAT_PORT ? ikeV2Nat.bytes : ikeV2.bytes),

  read({ bytes }): Verdict | null {
    const at = u32(bytes, 0) === 0 ? 4 : 0;
    return stands(bytes, SPI, at) ? messageOf(bytes.subarray(at)) : null;
  },

  /** Version 1, too: it tells who made it, and old keys are weak ones. */
  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details?.version === 1) return verdict;
    talk.send(talk.endpoint.port === NAT_PORT ? ikeV1Nat.bytes : ikeV1.bytes);
    const bytes = await talk.receive();
    const at = u32(bytes, 0) === 0 ? 4 : 0;
    const other = stands(bytes, SPI, at) ? messageOf(bytes.subarray(at)) : null;
    if (other === null || other.details?.version !== 1) return verdict;
    const info = [verdict.info, other.info].filter(Boolean).join('; ');
    return { ...other, ...verdict, info, details: { ...verdict.details, ikev1: other.details }, ...notesOf(other) };
  },
});

const notesOf = ({ notes }: Verdict): Partial<Verdict> => (notes === undefined ? {} : { notes });

function messageOf(message: Uint8Array): Verdict | null {
  const version = u8(message, 17);
  const length = u32(message, 24);
  if (!EXCHANGES[version]?.includes(u8(message, 18)) || length < HEADER || length > message.length) return null;
  const isAnswer =
    version === V2 ? (u8(message, 19) & RESPONSE) !== 0 : !(u32(message, 8) === 0 && u32(message, 12) === 0);
  const isNotice = version === V1 && u8(message, 18) === 5;
  return isAnswer || isNotice ? payloadsOf(message.subarray(0, length), version) : null;
}

function payloadsOf(message: Uint8Array, version: number): Verdict | null {
  const vendors: string[] = [];
  let product: string | undefined;
  let outcome: string | undefined;
  let chosen: Readonly<Record<string, unknown>> = {};
  let notes: ServiceNote[] = [];
  let next = u8(message, 16);
  let at = HEADER;
  for (let k = 0; next !== 0 && k < PAYLOADS_MOST; k++) {
    const length = u16(message, at + 2);
    if (length < 4 || at + length > message.length) return null;
    const body = message.subarray(at + 4, at + length);
    if (next === VENDOR2 || next === VENDOR1) {
      const vendor = ikeVendor(body);
      vendors.push(vendor.name);
      product ??= vendor.product;
    }
    if (version === V2 && next === NOTIFY2)
      [outcome, chosen] = notifyOf(u16(body, 2), body.subarray(4 + u8(body, 1)), outcome, chosen);
    if (version === V1 && next === NOTIFY1) outcome = NOTIFIES[u16(body, 6)] ?? `notice ${u16(body, 6)}`;
    if (next === SA2 || next === SA1) outcome = 'agrees';
    if (version === V1 && next === SA1) [chosen, notes] = transformOf(body);
    next = u8(message, at);
    at += length;
  }
  const number = version === V2 ? 2 : 1;
  const group = chosen.group === undefined ? '' : ` ${String(chosen.group)}`;
  return {
    confidence: 1,
    ...(product === undefined ? {} : { product }),
    info: `IKEv${number}${outcome === undefined ? '' : `: ${outcome}${group}`}`,
    details: { version: number, ...chosen, ...(vendors.length === 0 ? {} : { vendors: [...new Set(vendors)] }) },
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** What is refused counts more than what is only said (section 3.10.1: errors are below 16,384). */
function notifyOf(
  type: number,
  data: Uint8Array,
  outcome: string | undefined,
  chosen: Readonly<Record<string, unknown>>,
): [string | undefined, Readonly<Record<string, unknown>>] {
  const name = NOTIFIES[type] ?? (type < 16_384 ? `error ${type}` : undefined);
  if (name === undefined) return [outcome, chosen];
  const group = u16(data, 0);
  return [name, type === 17 ? { ...chosen, group: GROUPS[group] ?? group } : chosen];
}

/** RFC 2408 sections 3.4 to 3.6: DOI, situation; proposal (8 bytes with its SPI's size), transform; RFC 2409 appendix A. */
function transformOf(body: Uint8Array): [Readonly<Record<string, unknown>>, ServiceNote[]] {
  const attributes = new Map<number, number>();
  let at = 8 + 8 + u8(body, 14) + 8;
  for (let k = 0; at + 4 <= body.length && k < 16; k++) {
    const type = u16(body, at);
    if (type >= 0x8000) attributes.set(type - 0x8000, u16(body, at + 2));
    at += type >= 0x8000 ? 4 : 4 + u16(body, at + 2);
  }
  const [cipher, hash, method, group] = [1, 2, 3, 4].map((type) => attributes.get(type) ?? 0);
  const weak = [
    cipher === 1 ? 'DES' : cipher === 5 ? '3DES' : '',
    hash === 1 ? 'MD5' : '',
    group < 5 ? GROUPS[group] : '',
  ];
  const found = weak.filter(Boolean);
  const chosen = {
    cipher: { 1: 'DES', 5: '3DES', 7: 'AES' }[cipher] ?? cipher,
    hash: { 1: 'MD5', 2: 'SHA-1', 4: 'SHA-256' }[hash] ?? hash,
    method: { 1: 'shared key', 3: 'RSA signatures' }[method] ?? method,
    group: GROUPS[group] ?? group,
  };
  if (found.length === 0) return [chosen, []];
  const text = `agrees on ${found.join(', ')}`;
  const advice = 'use IKEv2 with AES, SHA-256 and a group of 2,048 bits or more (RFC 8247, RFC 9395)';
  return [chosen, [{ code: 'N_IKE_WEAK', text, advice }]];
}
