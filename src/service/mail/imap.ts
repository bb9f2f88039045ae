// IMAP: RFC 9051, RFC 3501. The server greets with an untagged OK, PREAUTH or BYE (section 7.1); CAPABILITY proves it, ID (RFC 2971)
// names the program, STARTTLS shows its certificate.
import { clean } from '../bytes.ts';
import { defineService, type Reply, type ServiceNote, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { noLogin, plainTextLogin } from '../words/login-notes.ts';
import { namedProgram, osIn, type ProgramRow, programOf } from './greeting.ts';

const GREETING = /^\* (OK|PREAUTH|BYE)(?: \[([^\]\r\n]{0,2000})\])? ?([^\r\n]{0,400})\r?\n/;
const PROGRAMS: readonly ProgramRow[] = [
  [/\bDovecot\b/, 'Dovecot imapd', 'dovecot', 'dovecot'],
  [/\bCyrus IMAP\S* v?(\d[\w.]*)/, 'Cyrus imapd', 'cyrus', 'imap'],
  [/\bCourier-IMAP\b/, 'Courier imapd', 'courier-mta', 'courier-imap'],
  [/\bMicrosoft Exchange(?: Server \d{4})? IMAP4\b/, 'Microsoft Exchange imapd', 'microsoft', 'exchange_server'],
  [/\bMDaemon (\d[\w.]*)/, 'MDaemon', 'altn', 'mdaemon'],
  [/\bKerio Connect (\d[\w.]*)/, 'Kerio Connect', 'gfi', 'kerio_connect'],
  [/\bZimbra(?: (\d[\w.]*))? IMAP/, 'Zimbra imapd', 'synacor', 'zimbra_collaboration_suite'],
  [/\bIceWarp (\d[\w.]*)/, 'IceWarp', 'icewarp', 'mail_server'],
  [/\bDomino IMAP4 Server (?:Release )?(\d[\w.]*)/, 'Domino imapd', 'hcltech', 'domino'],
  [/\bCommuniGate Pro IMAP Server (\d[\w.]*)/, 'CommuniGate Pro', 'communigate', 'communigate_pro'],
  [/\bJAMES IMAP4?\S* Server\b/, 'Apache James', 'apache', 'james'],
  [/\bGreenMail\b(?:.{0,20} v(\d[\w.]*))?/, 'GreenMail', 'greenmail', 'greenmail'],
  [/\bStalwart\b/, 'Stalwart', 'stalw', 'stalwart'],
  [/\bhMailServer\b/, 'hMailServer', 'hmailserver', 'hmailserver'],
];

export const imap = defineService({
  name: 'imap',
  title: 'Internet Message Access Protocol',
  specification: 'RFC 9051',
  ports: [143],
  tlsPorts: [993],
  startTls: true,
  greetsOn: [143, 993],

  read({ text }: Reply): Verdict | null {
    const greeting = GREETING.exec(text);
    if (greeting === null) return null;
    const [, state, code = '', tail] = greeting;
    const words = clean(tail, 300);
    const program = programOf(words, PROGRAMS);
    const isNamed = program.product !== undefined || /^CAPABILITY IMAP4/i.test(code) || /\bIMAP/i.test(words);
    if (!isNamed && state === 'BYE') return null;
    return {
      confidence: isNamed ? 0.7 : 0.6,
      ...(program.product === undefined ? namedProgram(words) : program),
      ...osIn(words),
      ...(state === 'PREAUTH'
        ? { notes: [noLogin('is logged in from the start', 'end PREAUTH for the network')] }
        : {}),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(talk, 'p1 CAPABILITY\r\n', (text) => /(?:^|\n)p1 [^\n]*\n/.test(text));
    const list = /(?:^|\n)\* CAPABILITY ([^\r\n]{1,2000})/i.exec(answer)?.[1];
    if (list === undefined) {
      const isTagged = /(?:^|\n)p1 (OK|NO|BAD)\b/.test(answer);
      if (isTagged) return { ...verdict, confidence: 0.85 };
      return {
        ...verdict,
        confidence: 0.3,
        contradiction: 'greets like an IMAP server, and does not answer CAPABILITY',
      };
    }
    const capabilities = clean(list, 2000).split(' ').slice(0, 64);
    const upper = new Set(capabilities.map((each) => each.toUpperCase()));
    const id = upper.has('ID')
      ? idOf(await ask(talk, 'p2 ID NIL\r\n', (text) => /(?:^|\n)p2 [^\n]*\n/.test(text)))
      : {};
    const notes = [...(verdict.notes ?? []), ...notesOf(upper, talk)];
    const starttls = talk.tls === null && upper.has('STARTTLS') ? await certificateOf(talk) : {};
    if (!talk.closed) talk.send('p4 LOGOUT\r\n');
    return {
      ...verdict,
      confidence: 1,
      ...programFrom(id, verdict),
      details: { capabilities, ...(Object.keys(id).length > 0 ? { id } : {}), ...starttls },
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
});

/** `* ID ("name" "Dovecot" "version" "2.3")`: pairs of strings. */
function idOf(answer: string): Record<string, string> {
  const list = /(?:^|\n)\* ID \(([^\r\n]{1,1000})\)/i.exec(answer)?.[1] ?? '';
  const strings = [...list.matchAll(/"([^"\\]{0,200})"|NIL/gi)].map(([, text]) => clean(text ?? ''));
  const id: Record<string, string> = {};
  for (let at = 0; at + 1 < strings.length && at < 30; at += 2) id[strings[at].toLowerCase()] = strings[at + 1];
  return id;
}

function programFrom(id: Readonly<Record<string, string>>, verdict: Verdict): Partial<Verdict> {
  const { name, version, os } = id;
  if (name === undefined) return {};
  const known = programOf(`${name} ${version ?? ''}`, PROGRAMS);
  const number = /^v?(\d[\w.]{0,40})/.exec(version ?? '')?.[1];
  return {
    product: verdict.product ?? known.product ?? name,
    ...(verdict.product === undefined && known.cpe !== undefined ? { cpe: known.cpe } : {}),
    ...(verdict.version === undefined && number !== undefined ? { version: number } : {}),
    ...(verdict.os === undefined && os ? { os } : {}),
  };
}

function notesOf(capabilities: ReadonlySet<string>, talk: Talk): ServiceNote[] {
  // RFC 9051 section 6.2.3: LOGINDISABLED where passwords are not taken as things are.
  if (talk.tls !== null || capabilities.has('LOGINDISABLED')) return [];
  return [
    plainTextLogin('let clients log in after STARTTLS alone (LOGINDISABLED before it), or inside TLS (port 993)'),
  ];
}

async function certificateOf(talk: Talk): Promise<Record<string, unknown>> {
  const answer = await ask(talk, 'p3 STARTTLS\r\n', (text) => /(?:^|\n)p3 [^\n]*\n/.test(text));
  if (!/(?:^|\n)p3 OK\b/.test(answer)) return {};
  return { ...((await goOnInTls(talk)) ?? { starttls: 'handshake failed' }) };
}
