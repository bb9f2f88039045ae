// L2TP (RFC 2661 section 6.1): a request for a tunnel that the peer must refuse, as an attribute it has to understand is none
// (section 4.1: the M bit). It answers with StopCCN, and no tunnel is left behind.
import type { UdpPayload } from '../payload.ts';

/** Which tunnel an answer is for: our number for it. The second is of whoever asks for a tunnel in earnest. */
export const L2TP_TUNNEL = 0x504f;
export const L2TP_OTHER_TUNNEL = 0x4f50;

/** Section 4.1: flags (M: 0x80) and length, vendor IETF, type, value. */
const avp = (type: number, ...value: number[]): number[] => [0x80, 6 + value.length, 0, 0, 0, type, ...value];
const text = (words: string): number[] => [...Buffer.from(words)];

/** Section 4.4: message type SCCRQ, version 1.0, framing and bearer of any kind, host name, tunnel. */
const sccrq = (tunnel: number): number[] => [
  ...avp(0, 0, 1),
  ...avp(2, 1, 0),
  ...avp(3, 0, 0, 0, 3),
  ...avp(7, ...text('portolan')),
  ...avp(9, tunnel >> 8, tunnel & 0xff),
];

/** Section 3.1: control message with length and numbers, version 2; tunnel and session 0, Ns 0, Nr 0. */
export const l2tpMessage = (avps: readonly number[], tunnel = 0, ns = 0, nr = 0): Uint8Array =>
  Uint8Array.of(
    ...[0xc8, 0x02, 0, 12 + avps.length],
    ...[tunnel >> 8, tunnel & 0xff, 0, 0],
    ...[0, ns, 0, nr],
    ...avps,
  );

export const L2TP_SCCRQ = l2tpMessage([...sccrq(L2TP_OTHER_TUNNEL), ...avp(10, 0, 4)]);

export const l2tp: UdpPayload = {
  name: 'l2tp',
  ports: [1701],
  bytes: l2tpMessage([...sccrq(L2TP_TUNNEL), ...[0x80, 8, 0, 0, 0x7f, 0xff, 0, 0]]), // attribute 32,767: nobody's
};
