// NetBIOS session service: RFC 1002 section 4.3. A session is asked for, by the name that stands for whoever is there.
//
//   packet   type u8, flags u8 (bit 0: length's 17th bit), length u16
//   81       session request: called and calling name, 34 bytes each (4.3.2)
//   82       positive response, length 0 (4.3.3); 83 negative, length 1, code 80-83, 8f (4.3.4)
import { ascii, concat, hex, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { learnSmb, negotiatedOf } from './smb.ts';
import { NEGOTIATE_ANY } from './smb-messages.ts';

const POSITIVE = 0x82;
const NEGATIVE = 0x83;
const CODES: Readonly<Record<number, string>> = {
  128: 'not listening on the called name',
  129: 'not listening for the calling name',
  130: 'called name not present',
  131: 'insufficient resources',
  143: 'unspecified error',
};

/** First level encoding (RFC 1001 section 14.1): each half of a byte a letter from A on. */
function encoded(name: string): Uint8Array {
  const bytes = ascii(name.padEnd(15).slice(0, 15));
  const letters = [...bytes, 0x20].flatMap((byte) => [0x41 + (byte >> 4), 0x41 + (byte & 0xf)]);
  return concat(Uint8Array.of(0x20), Uint8Array.from(letters), Uint8Array.of(0));
}

const REQUEST = concat(hex('81 00 0044'), encoded('*SMBSERVER'), encoded('PORTOLAN'));

export const netbiosSession = defineService({
  name: 'netbios-ssn',
  title: 'NetBIOS session service',
  specification: 'RFC 1002',
  ports: [139],
  hello: REQUEST,
  ownPortsOnly: true,

  read({ bytes, to }) {
    const type = u8(bytes, 0);
    if ((type !== POSITIVE && type !== NEGATIVE) || u8(bytes, 1) !== 0) return null;
    if (type === POSITIVE && bytes.length === 4 && u16(bytes, 2) === 0) {
      return { confidence: to === 'netbios-ssn' ? 0.9 : 0.5 };
    }
    const code = CODES[u8(bytes, 4)];
    if (type === POSITIVE || code === undefined || bytes.length !== 5 || u16(bytes, 2) !== 1) return null;
    return { confidence: 0.9, info: `refuses: ${code}` };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.info !== undefined) return verdict;
    talk.send(NEGOTIATE_ANY);
    const negotiated = negotiatedOf(await talk.receive((bytes) => bytes.length >= 4 + u16(bytes, 2)));
    if (negotiated === null) return verdict;
    return learnSmb(talk, { ...negotiated, service: 'netbios-ssn' }, () => sessionOn(talk));
  },
});

async function sessionOn(talk: Talk): Promise<Talk | null> {
  const other = await talk.again();
  if (other === null) return null;
  other.send(REQUEST);
  const answer = await other.receive((bytes) => bytes.length >= 4);
  return u8(answer, 0) === POSITIVE ? other : null;
}
