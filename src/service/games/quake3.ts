// id Tech 3 and its children: id Software's source, code/server/sv_main.c (SVC_Info, SVC_Status).
//
//   ff ff ff ff, `infoResponse` LF, then `\key\value` pairs; challenge is ours
//   ff ff ff ff, `statusResponse` LF, the same with the version, LF, a line a player
import { QUAKE3_CHALLENGE, quake3 as question } from '../../probe/udp/games/quake3.ts';
import { SINGLE } from '../../probe/udp/games/source-query.ts';
import { ascii, clean, concat, latin1, stands } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { keysAndValues } from './keys.ts';

const HEADER = Uint8Array.from(SINGLE);
const INFO = concat(HEADER, ascii('infoResponse\n'));
const STATUS = concat(HEADER, ascii('statusResponse\n'));
const GET_STATUS = concat(HEADER, ascii(`getstatus ${QUAKE3_CHALLENGE}`));
const VERSION = /^([A-Za-z][\w+ -]{0,40}?) v?(\d[\w.~+-]{0,40})(?: ((?:linux|win|mac|freebsd)[\w-]{0,20}))?/;

export const quake3 = defineService({
  name: 'quake3',
  title: 'Quake III game server',
  specification: 'id Software: sv_main.c',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, INFO)) return null;
    const told = keysAndValues(latin1(bytes.subarray(INFO.length)));
    if (told.size === 0) return null;
    const name = plain(told.get('hostname') ?? told.get('sv_hostname') ?? '');
    const game = told.get('gamename') ?? told.get('game');
    return {
      confidence: told.get('challenge') === QUAKE3_CHALLENGE ? 1 : 0.9,
      product: game === undefined ? 'Quake III game server' : clean(game, 40),
      info: `${name}; ${clean(told.get('clients') ?? '?', 5)} of ${clean(told.get('sv_maxclients') ?? '?', 5)} players`,
      details: { name, map: clean(told.get('mapname') ?? ''), protocol: clean(told.get('protocol') ?? '', 10) },
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    talk.send(GET_STATUS);
    const bytes = await talk.receive();
    if (!stands(bytes, STATUS)) return verdict;
    const told = keysAndValues(latin1(bytes.subarray(STATUS.length)).split('\n', 1)[0]).get('version') ?? '';
    const named = VERSION.exec(told);
    if (named === null) return verdict;
    const os = named[3]?.startsWith('linux') ? 'Linux' : named[3]?.startsWith('win') ? 'Windows' : undefined;
    return {
      ...verdict,
      product: named[1],
      version: named[2],
      ...(os === undefined ? {} : { os }),
      details: { ...verdict.details, version: clean(told) },
    };
  },
});

/** Without the marks of colours. */
const plain = (text: string): string => clean(text.replace(/\^[0-9a-zA-Z]/g, ''), 60);
