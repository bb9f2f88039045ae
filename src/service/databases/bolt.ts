// Neo4j and its kin: Bolt Protocol (neo4j.com/docs/bolt), "Handshake" and "Message specification". From 5.1 on HELLO brings no
// login with it (that is LOGON), and the server names itself in its answer.
//
//   handshake   60 60 b0 17, four versions of 0 u8, range u8, minor u8, major u8; the answer is one of them, or zeros
//   message     chunks of length u16 and bytes, 0 u16; inside PackStream: b1 01 HELLO, b1 70 SUCCESS, with a map
import { ascii, clean, concat, hex, latin1, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

/** 5.8 down to 5.0, 4.4 down to 4.2, 4.1, 3. */
const HELLO = hex('6060b017 00080805 00020404 00000104 00000003');
const HELLO_MESSAGE = concat(hex('b1 01 a1 8a'), ascii('user_agent'), hex('8c'), ascii('portolan/1.0'));
const SUCCESS = hex('b1 70');

export const bolt = defineService({
  name: 'bolt',
  title: 'Bolt (Neo4j)',
  specification: 'Bolt Protocol',
  ports: [7687],
  hello: HELLO,

  read({ bytes, to }) {
    if (to !== 'bolt' || bytes.length !== 4 || u16(bytes, 0) !== 0) return null;
    const [minor, major] = [u8(bytes, 2), u8(bytes, 3)];
    const isOffered = major === 5 ? minor <= 8 : major === 4 ? minor <= 4 : major === 3 && minor === 0;
    return isOffered ? { confidence: 0.85, info: `Bolt ${major}.${minor}`, details: { major, minor } } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const { major, minor } = verdict.details ?? {};
    if (major !== 5 || typeof minor !== 'number' || minor < 1) return verdict;
    talk.send(concat(Uint8Array.of(0, HELLO_MESSAGE.length), HELLO_MESSAGE, hex('0000')));
    const answer = await talk.receive((all) => all.length >= 6 && u16(all, all.length - 2) === 0);
    if (u16(answer, 2) !== u16(SUCCESS, 0)) return verdict;
    // `server` as a short text: 0x86, then its text with a length of 4 bits (0x80) or 8 (0xd0).
    const text = latin1(answer);
    const server = /\x86server(?:[\x80-\x8f]|\xd0[^\0])([A-Za-z][\x20-\x7e]{2,120})/.exec(text)?.[1];
    if (server === undefined) return { ...verdict, confidence: 0.95 };
    const named = /^([A-Za-z][\w]{1,30})\/v?(\d[\w.+-]{1,30})/.exec(server);
    const isCopy = /compatible|memgraph/i.test(server);
    return {
      ...verdict,
      confidence: 1,
      ...(named === null || isCopy
        ? { product: /memgraph/i.test(server) ? 'Memgraph' : clean(server, 60) }
        : { product: named[1], version: named[2] }),
      ...(named !== null && !isCopy && named[1] === 'Neo4j' ? { cpe: [cpeOf('neo4j', 'neo4j', named[2])] } : {}),
      details: { ...verdict.details, server: clean(server) },
    };
  },
});
