// SMTP and LMTP: RFC 5321, RFC 2033. The server greets with 220; EHLO proves it, STARTTLS (RFC 3207) shows its certificate.
import { defineService, type Reply, type ServiceNote, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { plainTextLogin } from '../words/login-notes.ts';
import { codedLines, hostnameIn, namedProgram, osIn, programOf } from './greeting.ts';
import { MAIL_PROGRAMS } from './smtp-programs.ts';

/** RFC 5321 section 3.1: 220, or 554 from who takes no mail; 421 (section 4.2.3): just now. */
const GREETINGS = new Set([220, 554, 421]);
const DONE = 250;

export const smtp = defineService({
  name: 'smtp',
  title: 'Simple Mail Transfer Protocol',
  specification: 'RFC 5321',
  ports: [25, 587, 2525, 24],
  tlsPorts: [465],
  startTls: true,
  greetsOn: [25, 587, 465],

  read({ text, sent }: Reply): Verdict | null {
    const said = codedLines(text);
    if (said === null || !GREETINGS.has(said.code)) return null;
    const [first] = said.lines;
    const program = programOf(first, MAIL_PROGRAMS);
    // Exim's word for who speaks before it has greeted.
    const isMail = /\b(E?SMTP|LMTP)\b/.test(first) || program.product !== undefined || /^SMTP synchron/.test(first);
    if (!isMail || (sent !== null && said.code === 421)) return null;
    return {
      confidence: 0.7,
      ...(/\bLMTP\b/.test(first) ? { service: 'lmtp' } : {}),
      ...(program.product === undefined ? namedProgram(first) : program),
      ...hostnameIn(first),
      ...osIn(first),
      ...(said.isWhole ? {} : { more: true }),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const greeted = await hello(talk, verdict.service === 'lmtp' ? ['LHLO'] : ['EHLO', 'LHLO', 'HELO']);
    if (greeted === null) {
      return { ...verdict, confidence: 0.4, contradiction: 'greets like a mail server, and does not answer EHLO' };
    }
    const { word, extensions } = greeted;
    const program = verdict.product === undefined ? await helpOf(talk, extensions) : {};
    const starttls = extensions.includes('STARTTLS') && talk.tls === null ? await certificateOf(talk) : {};
    if (!talk.closed) talk.send('QUIT\r\n');
    const notes = notesOf(extensions, starttls.wasPlain ?? talk.tls === null);
    return {
      ...verdict,
      ...program,
      ...(word === 'LHLO' ? { service: 'lmtp' } : verdict.service === undefined ? {} : { service: 'smtp' }),
      confidence: 1,
      ...(extensions.length > 0 ? { details: { extensions, ...starttls.details } } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
});

/** The first of the words that is answered with 250, and what is offered; null: none. */
async function hello(
  talk: Talk,
  words: readonly string[],
): Promise<{ readonly word: string; readonly extensions: readonly string[] } | null> {
  for (const word of words) {
    const said = codedLines(await ask(talk, `${word} portolan.invalid\r\n`, isWhole));
    if (said?.code === DONE) return { word, extensions: said.lines.slice(1).map((line) => line.toUpperCase()) };
    if (said === null || said.code < 500) return null;
  }
  return null;
}

const isWhole = (text: string): boolean => codedLines(text)?.isWhole ?? false;

/** Some that do not name themselves in their greeting do in their help (RFC 5321 section 4.1.1.8). */
async function helpOf(talk: Talk, extensions: readonly string[]): Promise<Partial<Verdict>> {
  if (!extensions.some((line) => line === 'HELP' || line.startsWith('8BITMIME'))) return {};
  const said = codedLines(await ask(talk, 'HELP\r\n', isWhole));
  return said?.code === 214 ? programOf(said.lines.join(' '), MAIL_PROGRAMS) : {};
}

async function certificateOf(
  talk: Talk,
): Promise<{ readonly wasPlain?: boolean; readonly details?: Record<string, unknown> }> {
  const said = codedLines(await ask(talk, 'STARTTLS\r\n', isWhole));
  if (said?.code !== 220) return {};
  const facts = await goOnInTls(talk);
  return { wasPlain: true, details: { ...(facts ?? { starttls: 'handshake failed' }) } };
}

function notesOf(extensions: readonly string[], isPlain: boolean): ServiceNote[] {
  const takesPasswords = extensions.some((line) => /^AUTH[ =].*\b(PLAIN|LOGIN)\b/.test(line));
  if (!takesPasswords || !isPlain) return [];
  return [plainTextLogin('offer AUTH after STARTTLS alone (smtpd_tls_auth_only in Postfix)')];
}
