// XDMCP: X.Org, "X Display Manager Control Protocol", Packet formats. A display manager says whether it would serve us.
//
//   version u16 (1), operation u16 (5 willing, 6 unwilling), length u16; willing: authentication, host name, status, each length
//   u16 and bytes; unwilling: host name, status
import { xdmcp as question } from '../../probe/udp/remote/xdmcp.ts';
import { clean, textAt, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const WILLING = 5;
const UNWILLING = 6;
const HEADER = 6;

export const xdmcp = defineService({
  name: 'xdmcp',
  title: 'X Display Manager Control Protocol',
  specification: 'X.Org XDMCP',
  ports: [],
  udpPorts: [177],
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const [operation, length] = [u16(bytes, 2), u16(bytes, 4)];
    if (u16(bytes, 0) !== 1 || (operation !== WILLING && operation !== UNWILLING)) return null;
    if (bytes.length !== HEADER + length) return null;
    const texts = textsOf(bytes, operation === WILLING ? 3 : 2);
    if (texts === null) return null;
    const [host, status] = texts.slice(-2);
    const willing = operation === WILLING;
    return {
      confidence: 0.95,
      ...(host === '' ? {} : { hostname: host }),
      info: [willing ? 'willing' : 'unwilling', status].filter(Boolean).join(': '),
      details: { willing, status },
      ...(willing
        ? {
            notes: [
              {
                code: 'N_PLAIN_TEXT_LOGIN' as const,
                text: 'offers graphical logins without encryption',
                advice: 'switch XDMCP off, and use SSH or a protocol inside TLS',
              },
            ],
          }
        : {}),
    };
  },
});

/** So many texts, and nothing behind them. */
function textsOf(bytes: Uint8Array, count: number): string[] | null {
  const texts: string[] = [];
  let at = HEADER;
  for (let k = 0; k < count; k++) {
    const length = u16(bytes, at);
    if (at + 2 + length > bytes.length) return null;
    texts.push(clean(textAt(bytes, at + 2, length)));
    at += 2 + length;
  }
  return at === bytes.length ? texts : null;
}
