// POP3: RFC 1939. The server greets with +OK; CAPA (RFC 2449) proves it, STLS (RFC 2595) shows its certificate.
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { plainTextLogin } from '../words/login-notes.ts';
import { namedProgram, osIn, type ProgramRow, programOf } from './greeting.ts';

const PROGRAMS: readonly ProgramRow[] = [
  [/\bDovecot\b/, 'Dovecot pop3d', 'dovecot', 'dovecot'],
  [/\bCyrus POP3 v?(\d[\w.]*)/, 'Cyrus pop3d', 'cyrus', 'imap'],
  [/\bMicrosoft Exchange(?: Server \d{4})? POP3\b/, 'Microsoft Exchange pop3d', 'microsoft', 'exchange_server'],
  [/\bQpopper \(version (\d[\w.]*)/, 'Qpopper', 'qualcomm', 'qpopper'],
  [/\bMailEnable POP3/, 'MailEnable', 'mailenable', 'mailenable'],
  [/\bMDaemon (\d[\w.]*)/, 'MDaemon', 'altn', 'mdaemon'],
  [/\bKerio Connect (\d[\w.]*)/, 'Kerio Connect', 'gfi', 'kerio_connect'],
  [/\bZimbra(?: (\d[\w.]*))? POP3/, 'Zimbra pop3d', 'synacor', 'zimbra_collaboration_suite'],
  [/\bIceWarp (\d[\w.]*)/, 'IceWarp', 'icewarp', 'mail_server'],
  [/\bNotes POP3 server version Release (\d[\w.]*)/, 'Domino pop3d', 'hcltech', 'domino'],
  [/\bCommuniGate Pro POP3 Server (\d[\w.]*)/, 'CommuniGate Pro', 'communigate', 'communigate_pro'],
  [/\bJAMES POP3 Server(?: (\d[\w.]*))?/, 'Apache James', 'apache', 'james'],
  [/\bGreenMail POP3 Server v(\d[\w.]*)/, 'GreenMail', 'greenmail', 'greenmail'],
  [/^Hello there\.$/, 'Courier pop3d', 'courier-mta', 'courier-imap'],
];
/** RFC 2449 section 6, and what servers add. */
const CAPABILITIES = /^(TOP|USER|SASL|UIDL|STLS|RESP-CODES|PIPELINING|EXPIRE|IMPLEMENTATION|LOGIN-DELAY|APOP)\b/i;

export const pop3 = defineService({
  name: 'pop3',
  title: 'Post Office Protocol version 3',
  specification: 'RFC 1939',
  ports: [110],
  tlsPorts: [995],
  startTls: true,
  greetsOn: [110, 995],

  read({ text, sent }: Reply): Verdict | null {
    const greeting = /^\+OK(?:[ \t]([^\r\n]{0,400}))?\r?\n/.exec(text);
    if (greeting === null) return null;
    const words = clean(greeting[1] ?? '', 300);
    const program = programOf(words, PROGRAMS);
    // Other protocols say +OK too, in answer to something.
    const isNamed = program.product !== undefined || /\bPOP3?\b/.test(words);
    if (!isNamed && sent !== null) return null;
    const hostname = /<[^<>@\s]{1,80}@([A-Za-z0-9][A-Za-z0-9.-]{1,250})>/.exec(words)?.[1];
    return {
      confidence: isNamed ? 0.7 : 0.6,
      ...(program.product === undefined ? namedProgram(words) : program),
      ...osIn(words),
      ...(hostname === undefined ? {} : { hostname }),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(talk, 'CAPA\r\n', (text) => text.startsWith('-') || /\r?\n\.\r?\n$/.test(text));
    if (/^-ERR\b/.test(answer)) return { ...verdict, confidence: 0.85 };
    const capabilities = /^\+OK\b/.test(answer) ? capabilitiesOf(answer) : [];
    if (!capabilities.some((line) => CAPABILITIES.test(line))) {
      return { ...verdict, confidence: 0.3, contradiction: 'greets like a POP3 server, and does not answer CAPA' };
    }
    const implementation = capabilities.find((line) => /^IMPLEMENTATION /i.test(line))?.slice(15);
    const program = verdict.product === undefined && implementation !== undefined ? named(implementation) : {};
    const isPlain = talk.tls === null && capabilities.some((line) => /^(USER$|SASL .*\b(PLAIN|LOGIN)\b)/i.test(line));
    const starttls = talk.tls === null && capabilities.includes('STLS') ? await certificateOf(talk) : {};
    if (!talk.closed) talk.send('QUIT\r\n');
    return {
      ...verdict,
      ...program,
      confidence: 1,
      details: { capabilities, ...starttls },
      ...(isPlain ? { notes: [plainTextLogin('let clients log in after STLS alone, or inside TLS (port 995)')] } : {}),
    };
  },
});

function capabilitiesOf(answer: string): string[] {
  const lines = answer.split(/\r?\n/, 66).slice(1);
  const end = lines.indexOf('.');
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => clean(line));
}

function named(implementation: string): Partial<Verdict> {
  const program = programOf(implementation, PROGRAMS);
  if (program.product !== undefined) return program;
  const byNumber = namedProgram(implementation);
  return byNumber.product === undefined ? { product: clean(implementation, 60) } : byNumber;
}

async function certificateOf(talk: Talk): Promise<Record<string, unknown>> {
  if (!(await ask(talk, 'STLS\r\n', (text) => text.endsWith('\n'))).startsWith('+OK')) return {};
  return { ...((await goOnInTls(talk)) ?? { starttls: 'handshake failed' }) };
}
