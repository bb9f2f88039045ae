// ManageSieve: RFC 5804. The server greets with its capabilities, a line each (section 1.7), and a line OK: no other protocol does.
//
//   "NAME" ["value"] CR LF ...  OK ["text"] CR LF
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { plainTextLogin } from '../words/login-notes.ts';
import { namedProgram, osIn, type ProgramRow, programOf } from './greeting.ts';

const LINE = /^"([A-Za-z]{2,30})"(?: "([^"\\]{0,2000})")?$/;
const PROGRAMS: readonly ProgramRow[] = [
  [/\bDovecot\b.*\bPigeonhole\b|^dovecot$/, 'Dovecot Pigeonhole', 'dovecot', 'pigeonhole'],
  [/\bCyrus timsieved v?(\d[\w.]*)/, 'Cyrus timsieved', 'cyrus', 'imap'],
  [/\bStalwart\b/, 'Stalwart', 'stalw', 'stalwart'],
];

export const managesieve = defineService({
  name: 'sieve',
  title: 'ManageSieve',
  specification: 'RFC 5804',
  ports: [4190, 2000],
  startTls: true,

  read({ text }: Reply): Verdict | null {
    if (text[0] !== '"') return null;
    const lines = text.split('\r\n', 32);
    const capabilities = new Map<string, string>();
    for (const line of lines) {
      const match = LINE.exec(line);
      if (match === null) break;
      capabilities.set(match[1].toUpperCase(), clean(match[2] ?? '', 1000));
    }
    if (!capabilities.has('IMPLEMENTATION') && !capabilities.has('SIEVE')) return null;
    const isWhole = /^(OK|NO|BYE)\b/.test(lines[capabilities.size] ?? '');
    const implementation = capabilities.get('IMPLEMENTATION') ?? '';
    const program = programOf(implementation, PROGRAMS);
    return {
      confidence: 0.95,
      ...(program.product === undefined ? namedProgram(implementation) : program),
      ...osIn(implementation),
      ...(isWhole ? {} : { more: true }),
      details: { capabilities: Object.fromEntries(capabilities) },
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const capabilities = verdict.details?.capabilities as Readonly<Record<string, string>>;
    const isPlain = talk.tls === null && /\b(PLAIN|LOGIN)\b/i.test(capabilities.SASL ?? '');
    const hasTls = capabilities.STARTTLS !== undefined && talk.tls === null;
    const answer = await ask(talk, hasTls ? 'STARTTLS\r\n' : 'NOOP\r\n', (text) => text.endsWith('\n'));
    if (!/^(OK|NO)\b/.test(answer)) return verdict;
    const starttls = hasTls && answer.startsWith('OK') ? await goOnInTls(talk) : null;
    return {
      ...verdict,
      confidence: 1,
      details: { capabilities, ...starttls },
      ...(isPlain ? { notes: [plainTextLogin('offer SASL PLAIN after STARTTLS alone')] } : {}),
    };
  },
});
