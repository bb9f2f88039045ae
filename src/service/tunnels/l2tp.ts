// L2TP: RFC 2661. A tunnel that must be refused is asked for: StopCCN, for our number of it. Then one that is not, whose answer
// tells host, maker and firmware, and which is closed at once.
//
//   header   flags u16 (c802: control message, version 2), length u16, tunnel u16, session u16, Ns u16, Nr u16 (section 3.1)
//   AVP      flags and length u16 (3ff), vendor u16, type u16, value (section 4.1); the first is the message type
import {
  L2TP_SCCRQ,
  l2tpMessage,
  L2TP_OTHER_TUNNEL as OTHER_TUNNEL,
  l2tp as question,
  L2TP_TUNNEL as TUNNEL,
} from '../../probe/udp/tunnels/l2tp.ts';
import { clean, textAt, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const CONTROL = 0xc802;
const HEADER = 12;
const AVPS_MOST = 24;
const SCCRP = 2;
const STOP = 4;
const [MESSAGE_TYPE, RESULT, FIRMWARE, HOST_NAME, VENDOR_NAME, ASSIGNED_TUNNEL] = [0, 1, 6, 7, 8, 9];
/** Section 4.4.2: "requester is being shut down". */
const SHUT_DOWN = 6;

export const l2tp = defineService({
  name: 'l2tp',
  title: 'Layer Two Tunneling Protocol',
  specification: 'RFC 2661',
  ports: [],
  udpPorts: [1701],
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const avps = avpsOf(bytes);
    if (avps === null) return null;
    const type = u16(avps.get(MESSAGE_TYPE) ?? NOTHING, 0);
    // An acknowledgement alone (section 5.8): nothing but our number.
    if (avps.size === 0) return { confidence: 0.85 };
    if (type === STOP) return { confidence: 1, details: { refused: refusalOf(avps) } };
    return type === SCCRP ? { confidence: 1, ...hostOf(avps) } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    talk.send(L2TP_SCCRQ);
    for (let k = 0; k < 4; k++) {
      const bytes = await talk.receive();
      if (bytes.length === 0) return verdict;
      const avps = avpsOf(bytes);
      if (avps === null || u16(avps.get(MESSAGE_TYPE) ?? NOTHING, 0) !== SCCRP) continue;
      talk.send(stopOf(u16(avps.get(ASSIGNED_TUNNEL) ?? NOTHING, 0)));
      return { ...verdict, ...hostOf(avps), confidence: 1, details: { ...verdict.details, ...hostOf(avps).details } };
    }
    return verdict;
  },
});

const NOTHING = new Uint8Array(0);

/** StopCCN: message type, our tunnel, result. */
function stopOf(tunnel: number): Uint8Array {
  const avps = [
    ...[0x80, 8, 0, 0, 0, MESSAGE_TYPE, 0, STOP],
    ...[0x80, 8, 0, 0, 0, ASSIGNED_TUNNEL, OTHER_TUNNEL >> 8, OTHER_TUNNEL & 0xff],
    ...[0x80, 8, 0, 0, 0, RESULT, 0, SHUT_DOWN],
  ];
  return l2tpMessage(avps, tunnel, 1, 1);
}

/** By type, IETF's; null where it is no control message for our tunnel. */
function avpsOf(bytes: Uint8Array): Map<number, Uint8Array> | null {
  const length = u16(bytes, 2);
  const tunnel = u16(bytes, 4);
  const isOurs = tunnel === TUNNEL || tunnel === OTHER_TUNNEL;
  if (u16(bytes, 0) !== CONTROL || !isOurs || length < HEADER || length > bytes.length) return null;
  const avps = new Map<number, Uint8Array>();
  for (let at = HEADER, k = 0; at < length && k < AVPS_MOST; k++) {
    const size = u16(bytes, at) & 0x3ff;
    if (size < 6 || at + size > length) return null;
    const isHidden = (u8(bytes, at) & 0x40) !== 0;
    if (u16(bytes, at + 2) === 0 && !isHidden) avps.set(u16(bytes, at + 4), bytes.subarray(at + 6, at + size));
    at += size;
  }
  return avps;
}

function hostOf(avps: ReadonlyMap<number, Uint8Array>): Partial<Verdict> {
  const [host, vendor] = [HOST_NAME, VENDOR_NAME].map((type) => {
    const value = avps.get(type);
    return value === undefined ? '' : clean(textAt(value, 0, value.length), 60);
  });
  const firmware = avps.get(FIRMWARE);
  const revision = firmware === undefined || u16(firmware, 0) === 0 ? undefined : u16(firmware, 0);
  return {
    ...(host === '' ? {} : { hostname: host }),
    ...programOf(vendor),
    info: [vendor, revision === undefined ? '' : `firmware 0x${revision.toString(16)}`].filter(Boolean).join('; '),
    details: { ...(vendor === '' ? {} : { vendor }), ...(revision === undefined ? {} : { firmware: revision }) },
  };
}

function programOf(vendor: string): Partial<Verdict> {
  if (vendor === 'xelerance.com') return { product: 'xl2tpd' };
  return vendor === '' ? {} : { product: vendor };
}

/** Section 4.4.2: result u16, error u16, text. */
function refusalOf(avps: ReadonlyMap<number, Uint8Array>): string {
  const value = avps.get(RESULT) ?? NOTHING;
  return clean(textAt(value, 4, value.length - 4), 80) || `result ${u16(value, 0)}`;
}
