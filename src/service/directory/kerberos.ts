// Kerberos 5: RFC 4120. Asked is a ticket for a name that nobody has, without any proof: a key distribution centre says
// KRB-ERROR, and its clock.
//
//   7.2.2   TCP: length u32 before each message
//   5.4.1   AS-REQ 6a { 30 { a1 pvno, a2 msg-type 10, a4 KDC-REQ-BODY } }
//   5.9.1   KRB-ERROR 7e { 30 { a0 pvno 5, a1 msg-type 30, a4 stime, a5 susec, a6 error-code, a9 realm, aa sname, ab e-text } }
import {
  KERBEROS_NONCE_AT as NONCE_AT,
  kerberos as question,
  KERBEROS_REALM as REALM,
} from '../../probe/udp/directory/kerberos.ts';
import { be32, clean, concat, hex, u32 } from '../bytes.ts';
import { replyOf } from '../recognise/judge.ts';
import { defineService, type Endpoint, type Reply, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { childrenOf, claimedSize, contentText, type Element, elementAt, smallInteger } from './ber.ts';

const KRB_ERROR = 30;
const VERSION = 5;
const ERRORS: Readonly<Record<number, string>> = {
  6: 'client not known',
  7: 'server not known',
  14: 'encryption type not supported',
  25: 'pre-authentication required',
  52: 'response too big for UDP',
  60: 'generic error',
  68: 'wrong realm',
};

/** The nonce changes: a repeated request is answered from memory, with the time of then. */
function requestOf(proto: Endpoint['proto']): Uint8Array {
  const nonce = be32(Date.now() & 0x7fff_ffff);
  const { bytes } = question;
  const request = concat(bytes.subarray(0, NONCE_AT), nonce, bytes.subarray(NONCE_AT + 4));
  return proto === 'udp' ? request : concat(be32(request.length), request);
}

export const kerberos = defineService({
  name: 'kerberos',
  title: 'Kerberos 5 key distribution centre',
  specification: 'RFC 4120',
  ports: [88],
  udpPorts: [88],
  hello: ({ proto }) => requestOf(proto),

  read({ bytes, endpoint }: Reply): Verdict | null {
    const isDatagram = endpoint.proto === 'udp';
    const begin = isDatagram ? 0 : 4;
    if (bytes[begin] !== 0x7e && bytes[begin] !== 0x6b) return null;
    if (!isDatagram && u32(bytes, 0) !== claimedSize(bytes, begin)) return null;
    const message = elementAt(bytes, begin);
    if (message === null) return isDatagram ? null : { confidence: 0.7, more: true };
    const fields = fieldsOf(bytes, message);
    const type = smallInteger(bytes, fields.get(0xa1));
    if (smallInteger(bytes, fields.get(0xa0)) !== VERSION || type !== KRB_ERROR) return null;
    return { confidence: 1, ...factsOf(bytes, fields) };
  },

  /**
   * What the first answer left out: the program's words come with an answer to our request, the realm with the error that a
   * length with its first bit set is answered with (7.2.2).
   */
  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (talk.endpoint.proto === 'udp') return verdict;
    let known = verdict;
    const { realm, text: words } = verdict.details ?? {};
    for (const message of [
      ...(words === undefined ? [requestOf('tcp')] : []),
      ...(realm === undefined ? [hex('ffffffff')] : []),
    ]) {
      const other = await talk.again();
      if (other === null) return known;
      other.send(message);
      const answer = kerberos.read(replyOf(talk.endpoint, await other.receive(), message, 'kerberos', true));
      other.close();
      if (answer?.confidence !== 1) continue;
      const details = { ...answer.details, ...known.details };
      known = { ...answer, ...known, ...('realm' in details ? { info: `realm ${details.realm}` } : {}), details };
    }
    return known;
  },
});

/** What stands in the explicit tags of the message's sequence. */
function fieldsOf(bytes: Uint8Array, message: Element): Map<number, Element> {
  const fields = new Map<number, Element>();
  const sequence = elementAt(bytes, message.begin, message.end);
  for (const field of sequence === null ? [] : childrenOf(bytes, sequence)) {
    const value = elementAt(bytes, field.begin, field.end);
    if (value !== null) fields.set(field.tag, value);
  }
  return fields;
}

function factsOf(bytes: Uint8Array, fields: ReadonlyMap<number, Element>): Partial<Verdict> {
  const textOf = (tag: number): string | undefined => {
    const field = fields.get(tag);
    return field === undefined ? undefined : clean(contentText(bytes, field));
  };
  const code = smallInteger(bytes, fields.get(0xa6));
  const realm = textOf(0xa9);
  const time = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(textOf(0xa4) ?? '');
  const at = time === null ? undefined : `${time[1]}-${time[2]}-${time[3]}T${time[4]}:${time[5]}:${time[6]}Z`;
  const known = realm !== undefined && realm !== '' && realm !== REALM;
  const words = textOf(0xab);
  return {
    ...(words === undefined ? {} : programOf(words)),
    info: known ? `realm ${realm}` : (ERRORS[code] ?? `error ${code}`),
    details: {
      error: code,
      ...(known ? { realm } : {}),
      ...(at === undefined ? {} : { serverTime: at }),
      ...(words === undefined ? {} : { text: words }),
    },
  };
}

/** MIT's says its state in capitals, Heimdal's a sentence. */
function programOf(words: string): Partial<Verdict> {
  if (/^[A-Z]+(_[A-Z]+)+$/.test(words)) return { product: 'MIT Kerberos', cpe: [cpeOf('mit', 'kerberos_5')] };
  if (/^Client \(.{1,100}\) unknown$/.test(words))
    return { product: 'Heimdal Kerberos', cpe: [cpeOf('heimdal_project', 'heimdal')] };
  return {};
}
