// SMTP and LMTP: RFC 5321, RFC 2033. The server greets with 220; EHLO proves it, and STARTTLS is told by its answer.
import { defineService, type ServiceNote, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { codedLines, type ProgramRow, programOf } from './greeting.ts';

const PROGRAMS: readonly ProgramRow[] = [
  [/\bPostfix\b(?: \(?(\d[\w.]*))?/, 'Postfix smtpd', 'postfix', 'postfix'],
  [/\bExim (\d[\w.]*)/, 'Exim smtpd', 'exim', 'exim'],
  [/\bSendmail (\d[\w.]*)/, 'Sendmail', 'sendmail', 'sendmail'],
  [/\bOpenSMTPD\b/, 'OpenSMTPD', 'opensmtpd', 'opensmtpd'],
  [/\bMicrosoft ESMTP MAIL Service(?:, Version: (\d[\w.]*))?/, 'Microsoft ESMTP', 'microsoft', 'exchange_server'],
  [/\bHaraka\b(?: (\d[\w.]*))?/, 'Haraka', 'haraka_project', 'haraka'],
  [/\bDovecot\b/, 'Dovecot', 'dovecot', 'dovecot'],
  [/\bMailHog\b/, 'MailHog', 'mailhog', 'mailhog'],
];

export const smtp = defineService({
  name: 'smtp',
  title: 'Simple Mail Transfer Protocol',
  specification: 'RFC 5321',
  ports: [25, 587, 2525],
  tlsPorts: [465],

  read({ text, sent }) {
    const said = codedLines(text);
    if (said === null || (said.code !== 220 && said.code !== 554)) return null;
    const [first] = said.lines;
    const isMail = /\b(E?SMTP|LMTP)\b/.test(first) || programOf(first, PROGRAMS).product !== undefined;
    if (!isMail || (sent !== null && said.code !== 220)) return null;
    const hostname = /^([A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}))\s/.exec(first)?.[1];
    return {
      confidence: 0.7,
      ...(/\bLMTP\b/.test(first) ? { service: 'lmtp' } : {}),
      ...programOf(first, PROGRAMS),
      ...(hostname?.includes('.') ? { hostname } : {}),
      ...(said.isWhole ? {} : { more: true }),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const hello = verdict.service === 'lmtp' ? 'LHLO' : 'EHLO';
    talk.send(`${hello} portolan.invalid\r\n`);
    const said = codedLines(Buffer.from(await talk.receive(isWhole)).toString('latin1'));
    if (said === null) return { ...verdict, contradiction: `greets like a mail server, and does not answer ${hello}` };
    const extensions = said.code === 250 ? said.lines.slice(1).map((line) => line.toUpperCase()) : [];
    if (!talk.closed) talk.send('QUIT\r\n');
    const notes = notesOf(extensions, talk);
    return {
      ...verdict,
      confidence: 1,
      ...(extensions.length > 0 ? { details: { extensions } } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
});

function isWhole(bytes: Uint8Array): boolean {
  return codedLines(Buffer.from(bytes).toString('latin1'))?.isWhole ?? false;
}

function notesOf(extensions: readonly string[], talk: Talk): ServiceNote[] {
  const takesPasswords = extensions.some((line) => /^AUTH[ =].*\b(PLAIN|LOGIN)\b/.test(line));
  if (!takesPasswords || talk.tls !== null) return [];
  return [
    {
      code: 'N_PLAIN_TEXT_LOGIN',
      text: 'takes passwords without TLS',
      advice: 'offer AUTH after STARTTLS alone (smtpd_tls_auth_only in Postfix)',
    },
  ];
}
