// IRC: RFC 1459, RFC 2812, and IRCv3's capability negotiation. CAP LS is answered before anybody registers, and nobody is registered:
// no nick is taken, nobody on the network sees us.
//
//   [":" prefix SPACE] command SPACE params CR LF (RFC 2812 section 2.3.1)
import { ascii, clean, latin1 } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import { askedAnew } from '../talk/asked-anew.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const LINE = /^(?::(\S{1,255}) )?(CAP|NOTICE|ERROR|PING|\d{3})(?: ([^\r\n]{0,1000}))?$/;
/** ERR_UNKNOWNCOMMAND, ERR_NOTREGISTERED: before registration there is nothing else to say (RFC 2812 section 5.2). */
const NOT_REGISTERED = /^(421|451) (?:\S{1,64} )?(?:\S{1,64} )?:/;
const STARTTLS_ANSWER = /(?:^|\n)(?::\S{1,255} )?(670|691|421|451) [^\n]{0,1000}\n/;
/** Programs by their words: capabilities with the name of who made them up, and turns of phrase of their own. */
const PROGRAMS: readonly (readonly [RegExp, string, string, string])[] = [
  [/\bThis is IRC!|:Connection not registered$/m, 'ngIRCd', 'barton', 'ngircd'],
  [/\binspircd\.org\/|\bInspIRCd\b/, 'InspIRCd', 'inspircd', 'inspircd'],
  [/\bunrealircd\.org\/|\bUnrealIRCd\b/, 'UnrealIRCd', 'unrealircd', 'unrealircd'],
  [/\bsolanum\.chat\//, 'Solanum', 'solanum', 'solanum'],
  [/\bergo\.chat\/|\boragono\.io\//, 'Ergo', 'ergo', 'ergo'],
  [/\bznc\.in\//, 'ZNC', 'znc', 'znc'],
];

export const irc = defineService({
  name: 'irc',
  title: 'Internet Relay Chat',
  specification: 'RFC 2812',
  ports: [6667, 6668, 6669, 6660, 194, 7000],
  tlsPorts: [6697, 994],
  startTls: true,
  hello: ascii('CAP LS 302\r\nVERSION\r\n'),

  read({ text, sent }: Reply): Verdict | null {
    const first = text[0];
    if (first !== ':' && first !== 'E' && first !== 'N' && first !== 'P') return null;
    const lines = text.split(/\r?\n/, 24).map((line) => LINE.exec(line));
    const messages = lines.flatMap((match) => (match === null ? [] : [`${match[2]} ${match[3] ?? ''}`]));
    const confidence = confidenceOf(messages, sent !== null);
    if (confidence === 0) return null;
    const hostname = lines.find((match) => /^[\w-]{1,63}(\.[\w-]{1,63}){1,8}$/.test(match?.[1] ?? ''))?.[1];
    const program = PROGRAMS.find(([pattern]) => pattern.test(text));
    const capabilities = messages.find((line) => /^CAP \S+ LS /.test(line))?.replace(/^.*? :/, '');
    return {
      confidence,
      ...(program === undefined ? {} : { product: program[1], cpe: [cpeOf(program[2], program[3])] }),
      ...(hostname === undefined ? {} : { hostname }),
      ...(capabilities === undefined ? {} : { details: { capabilities: clean(capabilities, 1000).split(' ') } }),
    };
  },

  /**
   * Who was known by a greeting or an error has not said yet what it can. IRCv3 `tls`: STARTTLS is answered with 670, before anybody
   * registers.
   */
  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details === undefined) {
      const own = await askedAnew(irc, talk, (all) => / (421|451) /.test(latin1(all)));
      return own === null ? verdict : { ...verdict, ...own.verdict };
    }
    const capabilities = (verdict.details.capabilities ?? []) as readonly string[];
    if (talk.tls !== null || !capabilities.includes('tls')) return verdict;
    const answer = await ask(talk, 'STARTTLS\r\n', (text) => STARTTLS_ANSWER.test(text));
    if (STARTTLS_ANSWER.exec(answer)?.[1] !== '670') return verdict;
    return { ...verdict, details: { ...verdict.details, ...(await goOnInTls(talk)) } };
  },
});

function confidenceOf(messages: readonly string[], isAsked: boolean): number {
  const has = (pattern: RegExp): boolean => messages.some((line) => pattern.test(line));
  if (has(/^CAP \S{1,64} LS /) && isAsked) return 1;
  if (has(NOT_REGISTERED)) return 0.95;
  if (has(/^ERROR :.{0,200}(IRC|Closing Link)/)) return 0.9;
  // What servers say while they look up who comes.
  if (has(/^NOTICE (?:AUTH|\*) :\*\*\* /)) return 0.85;
  return 0;
}
