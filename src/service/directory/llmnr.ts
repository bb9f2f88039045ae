// LLMNR, asked directly: RFC 4795. A host says the name of its own address (section 2.4); Windows, systemd-resolved.
//
//   header   id u16, flags u16 (8000 an answer, 7800 operation 0, 0400 conflict, 0200 cut short), counts u16 (section 2.1.1)
import { LLMNR_ID as ID, llmnrQuestion } from '../../probe/udp/directory/llmnr.ts';
import { u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { messageOf, nameAt, PTR, QR } from './dns-message.ts';

/** A name server knows more of it: its answers have authority or recursion (0400, 0080). */
const NOT_DNS = QR | 0x7800 | 0x0480;

export const llmnr = defineService({
  name: 'llmnr',
  title: 'Link-Local Multicast Name Resolution',
  specification: 'RFC 4795',
  ports: [],
  udpPorts: [5355],
  hello: ({ ip }) => llmnrQuestion(ip.includes(':') ? '127.0.0.1' : ip),

  read({ bytes }): Verdict | null {
    if (u16(bytes, 0) !== ID || (u16(bytes, 2) & NOT_DNS) !== QR) return null;
    const message = messageOf(bytes);
    if (message === null || message.questions.length !== 1) return null;
    if (!/^[\d.]{7,15}\.in-addr\.arpa$/.test(message.questions[0])) return null;
    const pointer = message.records.find(({ type }) => type === PTR);
    const name = pointer === undefined ? '' : nameAt(bytes, pointer.at)[0];
    const hostname = name === '' || name === 'localhost' ? undefined : name;
    return { confidence: 0.95, ...(hostname === undefined ? {} : { hostname }) };
  },
});
