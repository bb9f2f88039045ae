// GameSpy's queries. Version 1: Unreal Tournament, "UdpServerQuery"; version 4: minecraft.wiki, "Query".
//
//   1   `\key\value...\queryid\N.M\final\`, whose order is free
//   4   09, session 4 bytes (ours), a number in digits to a zero byte; then
//       fe fd 00, session, number i32: 00, session, texts to a zero byte: message, kind, map, players, most, port u16le, address
import { GAMESPY_SESSION, gamespyHandshake, gamespyInfo } from '../../probe/udp/games/gamespy.ts';
import { be32, clean, concat, cString, hex, latin1, stands, u8 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { keysAndValues } from './keys.ts';

const SESSION = Uint8Array.from(GAMESPY_SESSION);
const HANDSHAKE = 9;
const STATUS = 0;
const BODY = 5;

export const gamespy = defineService({
  name: 'gamespy-query',
  title: 'GameSpy query',
  specification: 'GameSpy query protocol, versions 1 and 4',
  ports: [],
  udpPorts: [...gamespyInfo.ports, ...gamespyHandshake.ports],
  hello: ({ port }) => (gamespyHandshake.ports.includes(port) ? gamespyHandshake.bytes : gamespyInfo.bytes),

  read({ bytes, text }): Verdict | null {
    if (u8(bytes, 0) === HANDSHAKE && stands(bytes, SESSION, 1)) {
      const number = /^(-?\d{1,10})\0$/.exec(text.slice(BODY, BODY + 12))?.[1];
      return number === undefined || bytes.length > BODY + 12 ? null : { confidence: 0.95, details: { version: 4 } };
    }
    if (!text.startsWith('\\') || !/\\queryid\\\d{1,6}\.\d{1,3}/.test(text)) return null;
    const told = keysAndValues(text);
    const game = told.get('gamename') ?? told.get('gametype');
    if (game === undefined && told.get('hostname') === undefined) return null;
    return {
      confidence: 0.95,
      ...(told.has('gamename') ? { product: clean(told.get('gamename')!, 40) } : {}),
      ...(told.has('gamever') ? { version: clean(told.get('gamever')!, 20) } : {}),
      info: clean(
        `${told.get('hostname') ?? ''}; ${told.get('numplayers') ?? '?'} of ${told.get('maxplayers') ?? '?'} players`,
      ),
      details: { map: clean(told.get('mapname') ?? ''), gameType: clean(told.get('gametype') ?? '') },
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details?.version !== 4) return verdict;
    talk.send(gamespyHandshake.bytes);
    const handshake = await talk.receive();
    if (u8(handshake, 0) !== HANDSHAKE || !stands(handshake, SESSION, 1)) return verdict;
    const number = Number.parseInt(cString(handshake, BODY, 11), 10);
    if (!Number.isInteger(number)) return verdict;
    talk.send(concat(hex('fe fd 00'), SESSION, be32(number)));
    const bytes = await talk.receive();
    if (u8(bytes, 0) !== STATUS || !stands(bytes, SESSION, 1)) return verdict;
    const [message, kind, map, players, most] = latin1(bytes.subarray(BODY)).split('\0', 6);
    if (most === undefined) return verdict;
    const isMinecraft = kind === 'SMP';
    return {
      ...verdict,
      confidence: 1,
      ...(isMinecraft ? { product: 'Minecraft server' } : {}),
      info: clean(`${message.replace(/\xa7./g, '')}; ${players} of ${most} players`),
      details: { version: 4, map: clean(map), kind: clean(kind, 20) },
    };
  },
});
