// Tarantool: its documentation, "Binary protocol" (IPROTO): it greets with two lines of 64 bytes, a name and a salt. A request
// of type PING (0x40) wants no login; header and answer are MessagePack maps: 0 code or type, 1 sync, 5 schema version.
import { hex, u8 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const GREETING = /^Tarantool (\d[\w.+-]{0,30}) \((Binary|Lua console)\)/;
const LINE = 64;
const NEW_LINE = 0x0a;
/** Length of the rest, as an unsigned of 32 bits; { 0: 0x40, 1: 0 }; {}. */
const PING = hex('ce 00000006 82 00 40 01 00 80');

export const tarantool = defineService({
  name: 'tarantool',
  title: 'Tarantool',
  specification: 'Tarantool binary protocol (IPROTO)',
  ports: [3301],

  read({ bytes, text }) {
    const greeting = GREETING.exec(text);
    if (greeting === null) return null;
    const isBinary = greeting[2] === 'Binary';
    if (isBinary && bytes.length < 2 * LINE) return { confidence: 0.5, more: true };
    if (isBinary && (u8(bytes, LINE - 1) !== NEW_LINE || u8(bytes, 2 * LINE - 1) !== NEW_LINE))
      return { confidence: 0.5 };
    const version = greeting[1];
    return {
      confidence: 0.7,
      product: 'Tarantool',
      version,
      info: greeting[2],
      cpe: [cpeOf('tarantool', 'tarantool', version)],
      ...(isBinary
        ? {}
        : {
            notes: [
              {
                code: 'N_NO_LOGIN',
                text: 'its console takes commands without a login',
                advice: 'let the console listen on a local socket',
              },
            ],
          }),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.info !== 'Binary') return { ...verdict, confidence: 0.85 };
    talk.send(PING);
    const answer = await talk.receive();
    const isPong = u8(answer, 0) === 0xce && (u8(answer, 5) & 0xf0) === 0x80 && u8(answer, 6) === 0;
    return isPong
      ? { ...verdict, confidence: 1 }
      : { ...verdict, contradiction: 'greets like Tarantool, and does not answer a ping' };
  },
});
