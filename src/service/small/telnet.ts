// Telnet: RFC 854. Options are negotiated with commands of three bytes, subnegotiations (RFC 855) end with IAC SE; what is left over
// is what a person reads.
//
//   IAC 255; WILL 251, WONT 252, DO 253, DONT 254, then the option; SB 250 ... IAC SE 240; IAC IAC is the byte 255
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { bannerOf } from './telnet-banner.ts';

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const SE = 240;
const ROUNDS_MOST = 4;
const TEXT_MOST = 4000;
const READ_MOST = 8192;
/** Control characters that no screen begins with. */
const NO_TEXT = /[\x01-\x06\x0e-\x1a\x7f-\x9f]/;
/** Options by IANA's list ("TELNET Options"). */
const OPTIONS: Readonly<Record<number, string>> = {
  0: 'binary',
  1: 'echo',
  3: 'suppress-go-ahead',
  5: 'status',
  24: 'terminal-type',
  31: 'window-size',
  32: 'terminal-speed',
  33: 'flow-control',
  34: 'linemode',
  35: 'x-display',
  36: 'environ',
  37: 'authentication',
  38: 'encryption',
  39: 'new-environ',
  40: 'tn3270e',
  44: 'com-port',
  46: 'start-tls',
};

interface Parsed {
  /** Commands as they came: verb and option. */
  readonly commands: readonly (readonly [number, number])[];
  readonly text: string;
}

export const telnet = defineService({
  name: 'telnet',
  title: 'Telnet',
  specification: 'RFC 854',
  ports: [23, 2323],
  tlsPorts: [992],
  greetsOn: [23, 992],

  read({ bytes, text, sent }: Reply): Verdict | null {
    if (bytes[0] === IAC) {
      const { commands, text: words } = parse(bytes.subarray(0, READ_MOST));
      if (commands.length === 0 || commands[0][1] > 49) return null;
      // Three bytes of noise may look like one command.
      if (commands.length === 1 && NO_TEXT.test(words.slice(0, 200))) return null;
      return {
        confidence: commands.length > 1 ? 0.9 : 0.85,
        ...bannerOf(words),
        details: { options: namesOf(commands) },
      };
    }
    // A prompt without a negotiation.
    if (sent !== null || !/(?:^|[\r\n ])(?:login|username|user name|password) ?: ?$/i.test(text.slice(-40)))
      return null;
    return { confidence: 0.5, ...bannerOf(text) };
  },

  /** Refuses everything, so that the server goes on to what a person would see. */
  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const options = (verdict.details?.options as readonly string[] | undefined) ?? [];
    let pending: Parsed['commands'] = codesOf(options);
    let words = '';
    const seen: (readonly [number, number])[] = [];
    for (let round = 0; round < ROUNDS_MOST && !talk.closed && options.length > 0; round++) {
      if (pending.length > 0) talk.send(refusalOf(pending));
      const more = parse((await talk.receive()).subarray(0, READ_MOST));
      if (more.commands.length === 0 && more.text === '') break;
      pending = more.commands;
      seen.push(...more.commands);
      words = `${words}${more.text}`.slice(0, TEXT_MOST);
      if (/[:>#$%] ?$/.test(words)) break;
    }
    const { notes = [], ...banner } = bannerOf(words);
    return {
      ...verdict,
      ...banner,
      confidence: Math.max(verdict.confidence, words === '' ? 0 : banner.product === undefined ? 0.95 : 1),
      details: {
        options: [...new Set([...options, ...namesOf(seen)])].slice(0, 32),
        ...(words === '' ? {} : { banner: clean(words, 400) }),
      },
      notes: notes.filter(({ code }) => talk.tls === null || code !== 'N_PLAIN_TEXT_LOGIN'),
    };
  },
});

function parse(bytes: Uint8Array): Parsed {
  const commands: (readonly [number, number])[] = [];
  let text = '';
  let from = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== IAC) continue;
    text += Buffer.from(bytes.subarray(from, at)).toString('latin1');
    const verb = bytes[at + 1];
    if (verb === undefined) return { commands, text };
    if (verb >= WILL && verb <= DONT) {
      if (at + 2 >= bytes.length) return { commands, text };
      commands.push([verb, bytes[at + 2]]);
      at += 2;
    } else if (verb === SB) {
      while (at < bytes.length && !(bytes[at] === IAC && bytes[at + 1] === SE)) at++;
      at += 1;
    } else {
      at += 1;
    }
    from = at + 1;
  }
  return { commands, text: text + Buffer.from(bytes.subarray(from)).toString('latin1') };
}

/** DO is answered with WONT, WILL with DONT; what is denied needs no answer (RFC 854, "The problem with negotiation"). */
function refusalOf(commands: Parsed['commands']): Uint8Array {
  return Uint8Array.from(
    commands
      .slice(0, 64)
      .filter(([verb]) => verb === DO || verb === WILL)
      .flatMap(([verb, option]) => [IAC, verb === DO ? WONT : DONT, option]),
  );
}

const VERBS: Readonly<Record<number, string>> = { [WILL]: 'will', [WONT]: 'wont', [DO]: 'do', [DONT]: 'dont' };

function namesOf(commands: Parsed['commands']): string[] {
  return commands.slice(0, 32).map(([verb, option]) => `${VERBS[verb]} ${OPTIONS[option] ?? option}`);
}

function codesOf(names: readonly string[]): (readonly [number, number])[] {
  return names.map((name) => {
    const [verb, option] = name.split(' ');
    const known = Object.keys(OPTIONS).find((code) => OPTIONS[Number(code)] === option);
    return [verb === 'do' ? DO : verb === 'will' ? WILL : WONT, Number(known ?? option)] as const;
  });
}
