// Source and GoldSource servers: developer.valvesoftware.com, "Server queries".
//
//   ff ff ff ff, kind u8: 41 challenge (4 bytes), 49 information, 6d information of GoldSource (old)
//   49  protocol u8, name, map, folder, game (each to a zero byte), id u16le, players u8, most u8, bots u8, kind, system
//       (each a character), password u8, VAC u8, version (to a zero byte), flags u8 and what they announce
import { sourceQuery as question, SINGLE } from '../../probe/udp/games/source-query.ts';
import { clean, concat, cString, stands, u8, u16le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const HEADER = Uint8Array.from(SINGLE);
const CHALLENGE = 0x41;
const INFORMATION = 0x49;
const TEXT_MOST = 128;
const SYSTEMS: Readonly<Record<string, string>> = { l: 'Linux', w: 'Windows', m: 'macOS', o: 'macOS' };

export const sourceQuery = defineService({
  name: 'source-query',
  title: 'Source game server',
  specification: 'Valve: Server queries',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, HEADER)) return null;
    if (u8(bytes, 4) === CHALLENGE && bytes.length === 9) {
      return { confidence: 0.9, product: 'Source game server', details: { challenge: true } };
    }
    return u8(bytes, 4) === INFORMATION ? informationOf(bytes) : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details?.challenge !== true) return verdict;
    talk.send(question.bytes);
    let bytes = await talk.receive();
    for (let asked = 0; asked < 2 && bytes.length === 9 && u8(bytes, 4) === CHALLENGE; asked++) {
      talk.send(concat(question.bytes, bytes.subarray(5, 9)));
      bytes = await talk.receive();
    }
    const told = stands(bytes, HEADER) && u8(bytes, 4) === INFORMATION ? informationOf(bytes) : null;
    return told ?? { ...verdict, details: {} };
  },
});

function informationOf(bytes: Uint8Array): Verdict | null {
  let at = 6;
  const texts: string[] = [];
  for (let k = 0; k < 4; k++) {
    const text = cString(bytes, at, TEXT_MOST);
    at += text.length + 1;
    texts.push(clean(Buffer.from(text, 'latin1').toString('utf8'), 80));
  }
  const [name, map, folder, game] = texts;
  const system = String.fromCharCode(u8(bytes, at + 6));
  const version = cString(bytes, at + 9, TEXT_MOST);
  const isWhole = bytes.length > at + 9 + version.length && u8(bytes, at + 9 + version.length) === 0;
  if (!isWhole || !/^[dlp]$/i.test(String.fromCharCode(u8(bytes, at + 5))) || !/^[lwmo]$/i.test(system)) return null;
  const [players, most] = [u8(bytes, at + 2), u8(bytes, at + 3)];
  const os = SYSTEMS[system.toLowerCase()];
  return {
    confidence: 1,
    product: game === '' ? 'Source game server' : game,
    ...(version === '' ? {} : { version: clean(version, 30) }),
    info: `${name}; ${players} of ${most} players`,
    ...(os === undefined ? {} : { os }),
    details: { name, map, folder, application: u16le(bytes, at), password: u8(bytes, at + 7) === 1 },
  };
}
