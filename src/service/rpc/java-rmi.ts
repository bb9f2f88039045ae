// Java RMI: Java Remote Method Invocation specification, chapter 10. A registry is asked what names it has.
//
//   begin    'JRMI', version u16 2, 4b (stream protocol); 4e: client as the server sees it: length u16, text, port u32
//   call     50, serialized: object 0 (the registry), operation 1 (list), its interface's hash
//   return   51, stream ac ed 00 05, block 77 0f: 01 normal, identifier; then an array of texts (74, length u16, bytes)
import { ascii, clean, concat, hex, stands, textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const ACK = 0x4e;
const LIST = hex(`50 aced0005 77 22 0000000000000000 00000000 0000000000000000 0000 00000001 44154dc9d4e63bdf`);
const RETURN = hex('51 aced0005 77 0f 01');
const STRINGS = ascii('[Ljava.lang.String;');
const NAMES_MOST = 32;

export const javaRmi = defineService({
  name: 'rmiregistry',
  title: 'Java RMI',
  specification: 'Java RMI specification, wire protocol',
  ports: [1099, 1098],
  hello: concat(ascii('JRMI'), hex('0002 4b')),

  read({ bytes, to }): Verdict | null {
    const length = u16(bytes, 1);
    if (u8(bytes, 0) !== ACK || length < 1 || length > 255 || bytes.length !== 7 + length) return null;
    const port = u32(bytes, 3 + length);
    if (to !== 'rmiregistry' || port > 0xffff || !/^[\w.:%-]+$/.test(textAt(bytes, 3, length))) return null;
    return { confidence: 0.9, service: 'java-rmi', product: 'Java RMI' };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    talk.send(concat(hex('0000 00000000'), LIST));
    const answer = await talk.receive();
    if (!stands(answer, RETURN)) return verdict;
    const names = namesIn(answer);
    if (names === null) return verdict;
    return {
      confidence: 1,
      product: 'Java RMI registry',
      info: names.length === 0 ? 'no names' : `names ${names.slice(0, 5).join(', ')}`,
      details: { names },
    };
  },
});

/** The texts behind the array's class; null where it is no array of texts. */
function namesIn(answer: Uint8Array): string[] | null {
  const at = Buffer.from(answer.buffer, answer.byteOffset, answer.length).indexOf(STRINGS);
  if (at < 0) return null;
  // serialVersionUID u64, flags u8, fields u16; where its class is from (70 nowhere, 74 a text); end 78, no superclass 70.
  let next = at + STRINGS.length + 8 + 1 + 2;
  if (u8(answer, next) === 0x70) next += 1;
  else if (u8(answer, next) === 0x74) next += 3 + u16(answer, next + 1);
  if (u16(answer, next) !== 0x7870) return null;
  next += 2;
  const count = Math.min(u32(answer, next), NAMES_MOST);
  const names: string[] = [];
  for (next += 4; names.length < count && u8(answer, next) === 0x74; next += 3 + u16(answer, next + 1)) {
    names.push(clean(textAt(answer, next + 3, Math.min(u16(answer, next + 1), 120))));
  }
  return names;
}
