// FTP: RFC 959. The server greets with 220, as mail servers do: what it answers to FEAT (RFC 2389: 211) and SYST (215) tells them
// apart. AUTH TLS (RFC 4217: 234) shows its certificate. No name and no password is ever said.
import { clean } from '../bytes.ts';
import { codedLines, hostnameIn, namedProgram, osIn, programOf } from '../mail/greeting.ts';
import { smtp } from '../mail/smtp.ts';
import { MAIL_PROGRAMS } from '../mail/smtp-programs.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { plainTextLogin } from '../words/login-notes.ts';
import { FTP_DEVICES, FTP_PROGRAMS } from './ftp-programs.ts';

const READY = 220;
const FEATURES = 211;
const SYSTEM = 215;
const WANTS_LOGIN = 530;
const TLS_AGREED = 234;
/** Who greets with 220 and says what it is, and it is not this. */
const OTHERS = /\b(E?SMTP|LMTP)\b|\bdictd?\b|VMware Authentication/;

export const ftp = defineService({
  name: 'ftp',
  title: 'File Transfer Protocol',
  specification: 'RFC 959',
  ports: [21, 2121, 4559],
  tlsPorts: [990],
  startTls: true,
  greetsOn: [21, 990],

  read({ text, sent }: Reply): Verdict | null {
    const said = codedLines(text);
    if (said === null || (said.code !== READY && said.code !== 421)) return null;
    const words = said.lines.join(' ').slice(0, 600);
    const program = programOf(words, FTP_PROGRAMS);
    const isFtp = program.product !== undefined || /\bFTPD?\b/i.test(words);
    if (!isFtp && (OTHERS.test(words) || programOf(words, MAIL_PROGRAMS).product !== undefined)) return null;
    if (!isFtp && (sent !== null || said.code !== READY)) return null;
    const device = FTP_DEVICES.find(([pattern]) => pattern.test(words))?.[1];
    return {
      // HylaFAX's clients speak FTP's commands and some more (RFC 959, hfaxd(8C)).
      ...(/\(HylaFAX\b/.test(words) ? { service: 'hylafax' } : {}),
      confidence: isFtp ? 0.7 : 0.5,
      ...(program.product === undefined ? namedProgram(words) : program),
      ...hostnameIn(words),
      ...osIn(words),
      ...(device === undefined ? {} : { device }),
      ...(said.isWhole ? {} : { more: true }),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const feat = codedLines(await ask(talk, 'FEAT\r\n', isWhole));
    const syst = codedLines(await ask(talk, 'SYST\r\n', isWhole));
    const isFtp = feat?.code === FEATURES || syst?.code === SYSTEM;
    const wantsLogin = feat?.code === WANTS_LOGIN || syst?.code === WANTS_LOGIN;
    if (!isFtp && !wantsLogin) return await mailInstead(talk, verdict, feat !== null);
    const features = feat?.code === FEATURES ? feat.lines.slice(1, -1).map((line) => line.toUpperCase()) : [];
    const hasTls = talk.tls !== null || features.some((line) => /^AUTH .*\b(TLS|SSL)\b/.test(line));
    const starttls = hasTls && talk.tls === null ? await certificateOf(talk) : {};
    if (!talk.closed) talk.send('QUIT\r\n');
    const system = syst?.code === SYSTEM ? clean(syst.lines[0], 80) : undefined;
    return {
      ...verdict,
      confidence: isFtp ? 1 : 0.9,
      ...(system === undefined ? {} : { info: system }),
      ...(verdict.os === undefined && /^Windows_NT/i.test(system ?? '') ? { os: 'Windows' } : {}),
      details: { features, ...starttls },
      ...(hasTls ? {} : { notes: [plainTextLogin('offer AUTH TLS and demand it, or use SFTP')] }),
    };
  },
});

const isWhole = (text: string): boolean => codedLines(text)?.isWhole ?? false;

/** A greeting of 220 without a word of its kind, and no answer of an FTP server: perhaps a mail server's. */
async function mailInstead(talk: Talk, verdict: Verdict, hasAnswered: boolean): Promise<Verdict> {
  const claimsFtp = verdict.confidence > 0.5;
  if (hasAnswered && !talk.closed) {
    const mail = await smtp.learn!(talk, { ...verdict, confidence: 0.5 });
    if (mail.confidence === 1 && !claimsFtp) return { ...mail, service: mail.service ?? 'smtp' };
    if (mail.confidence === 1) {
      return {
        ...mail,
        confidence: 0.9,
        service: 'smtp',
        contradiction: 'greets like an FTP server, behaves like a mail server',
      };
    }
  }
  if (!claimsFtp) return { ...verdict, confidence: 0.3 };
  return { ...verdict, confidence: 0.5, contradiction: 'greets like an FTP server, and knows neither FEAT nor SYST' };
}

async function certificateOf(talk: Talk): Promise<Record<string, unknown>> {
  if (codedLines(await ask(talk, 'AUTH TLS\r\n', isWhole))?.code !== TLS_AGREED) return {};
  return { ...((await goOnInTls(talk)) ?? { starttls: 'handshake failed' }) };
}
