// NNTP: RFC 3977. The server greets with 200 or 201 (section 5.1); CAPABILITIES (section 5.2) proves it.
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { plainTextLogin } from '../words/login-notes.ts';
import { hostnameIn, namedProgram, type ProgramRow, programOf } from './greeting.ts';

const PROGRAMS: readonly ProgramRow[] = [
  [/\bINN (\d[\w.]*)/, 'INN', 'isc', 'inn'],
  [/\bLeafnode(?: NNTP Daemon, version (\d[\w.]*))?/i, 'Leafnode', 'leafnode', 'leafnode'],
  [/\bCyrus NNTP v?(\d[\w.]*)/, 'Cyrus nntpd', 'cyrus', 'imap'],
  [/\bNNTP Service (\d[\w.]*)/, 'Microsoft NNTP Service', 'microsoft', 'internet_information_services'],
  [/\bDNEWS Version (\d[\w.]*)/i, 'DNews', 'netwin', 'dnews'],
];

/** Of the list of capabilities. */
const BEGIN = /(?:^|\n)101 /;

export const nntp = defineService({
  name: 'nntp',
  title: 'Network News Transfer Protocol',
  specification: 'RFC 3977',
  ports: [119, 433],
  tlsPorts: [563],
  startTls: true,
  greetsOn: [119, 563],

  read({ text, sent }: Reply): Verdict | null {
    const greeting = /^(20[01]|400|50[23]) ?([^\r\n]{0,300})\r?\n/.exec(text);
    if (greeting === null) return null;
    const words = clean(greeting[2], 300);
    const program = programOf(words, PROGRAMS);
    const isNamed = program.product !== undefined || /\b(NNTP|NNRP|NetNews)\b/i.test(words);
    const isNews = isNamed || /\b(news ?server|posting)\b/i.test(words);
    // Who is started for each connection may greet after we have spoken.
    if (sent !== null && !isNamed) return null;
    // Others greet with such codes, too: what comes of CAPABILITIES decides.
    if (!isNews && !greeting[1].startsWith('20')) return null;
    return {
      confidence: isNews ? 0.7 : 0.4,
      ...(program.product === undefined ? namedProgram(words) : program),
      ...hostnameIn(words),
      info: greeting[1] === '200' ? 'posting allowed' : 'no posting',
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    // Errors of what was said before may come first.
    const answer = await ask(talk, 'CAPABILITIES\r\n', (text) => !BEGIN.test(text) || /\n\.\r?\n$/.test(text));
    if (!BEGIN.test(answer)) {
      // Before RFC 3977 there was none; DATE (RFC 2980) is answered with 111 and 14 digits, HELP (RFC 977) by all with 100.
      const old = await ask(talk, 'DATE\r\nHELP\r\n', (text) => /(?:^|\n)1(?:00|11) [\s\S]{0,20}\n/.test(text));
      if (/(?:^|\n)(?:111 \d{14}|100 [^\n]{0,200})\r?\n/.test(old)) return { ...verdict, confidence: 0.95 };
      return verdict.confidence > 0.5 ? verdict : { confidence: 0 };
    }
    const capabilities = answer
      .slice(answer.search(BEGIN))
      .trim()
      .split(/\r?\n/, 64)
      .slice(1)
      .filter((line) => line !== '.' && line !== '')
      .map((line) => clean(line));
    const implementation = capabilities.find((line) => line.startsWith('IMPLEMENTATION '))?.slice(15);
    // RFC 4643 section 2.1: offered before TLS, it is taken before TLS.
    const isPlain = talk.tls === null && capabilities.some((line) => /^AUTHINFO\b.*\bUSER\b/i.test(line));
    const isTls = talk.tls === null && capabilities.includes('STARTTLS');
    const agreed = isTls && (await ask(talk, 'STARTTLS\r\n', (text) => text.endsWith('\n'))).startsWith('382');
    const starttls = agreed ? await goOnInTls(talk) : null;
    if (!talk.closed) talk.send('QUIT\r\n');
    return {
      ...verdict,
      ...(implementation === undefined ? {} : programOf(implementation, PROGRAMS)),
      confidence: 1,
      details: { capabilities, ...starttls },
      ...(isPlain
        ? { notes: [plainTextLogin('offer AUTHINFO USER after STARTTLS alone, or inside TLS (port 563)')] }
        : {}),
    };
  },
});
