// The texts of a recognised port that lists of recog look at, by what they call it (`matches`).
import { latin1 } from '../bytes.ts';
import type { Recognised } from '../recognise/recognised.ts';
import { startTlsOf } from '../talk/starttls.ts';

type Texts = (recognised: Recognised) => readonly (string | undefined)[];

/** A detail that the protocol's record keeps. */
const detail =
  (...path: readonly string[]): Texts =>
  ({ verdict }) => {
    let value: unknown = verdict.details;
    for (const key of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
    return typeof value === 'string' ? [value] : [];
  };

/** What it greeted with, without the code or word that greetings of its protocol begin with: its first line, then all of it. */
const greeting =
  (services: readonly string[], prefix: RegExp): Texts =>
  ({ service, exchanges }) => {
    const said = services.includes(service) ? exchanges.find(({ greeted }) => greeted) : undefined;
    if (said === undefined) return [];
    const lines = readable(said.received)
      .split(/\r?\n/)
      .map((line) => line.replace(prefix, '').trim())
      .filter((line) => line !== '');
    return [lines[0], lines.join('\n')];
  };

const ssh: Texts = ({ exchanges }) =>
  exchanges.map(({ received }) => /(?:^|\n)SSH-\d\.\d+-([^\r\n]{1,250})/.exec(latin1(received))?.[1]);

/** RFC 854: IAC, a command, mostly an option. */
const telnet: Texts = ({ service, exchanges }) => {
  if (service !== 'telnet') return [];
  const text = exchanges.map(({ received }) => latin1(received).replace(/\xff[\xfb-\xfe][\s\S]|\xff[\xf0-\xfa]/g, ''));
  return text.flatMap((all) => [all.trim(), ...all.split(/[\r\n]+/).map((line) => line.trim())]).filter(Boolean);
};

/** recog writes `CN=a,O=b` in either order. */
const name =
  (field: 'subject' | 'issuer'): Texts =>
  ({ tls, verdict }) => {
    const parts = (tls ?? startTlsOf(verdict))?.certificate?.[field].split(', ');
    return parts === undefined ? [] : [parts.join(','), parts.toReversed().join(',')];
  };

/** Only names of cookies are kept. */
const cookies: Texts = (recognised) =>
  detail('cookies')(recognised).flatMap((all) => all!.split(' ').map((one) => `${one}=`));

/** Two protocols say `Server:`. */
const server =
  (isRtsp: boolean): Texts =>
  (recognised) =>
    (recognised.service === 'rtsp') === isRtsp ? detail('server')(recognised) : [];

/** What counts most for what a person came for comes first. */
export const MATCHES: ReadonlyMap<string, Texts> = new Map<string, Texts>([
  ['html_title', detail('title')],
  ['favicon.md5', detail('favicon', 'md5')],
  ['http_header.wwwauth', detail('www-authenticate')],
  ['http_header.cookie', cookies],
  ['http_header.server', server(false)],
  ['http_header.x-powered-by', detail('x-powered-by')],
  ['ssh.banner', ssh],
  ['ftp.banner', greeting(['ftp', 'hylafax'], /^220[ -]?/)],
  ['smtp.banner', greeting(['smtp', 'lmtp'], /^220[ -]?/)],
  ['nntp.banner', greeting(['nntp'], /^20[01] ?/)],
  ['pop3.banner', greeting(['pop3'], /^\+OK ?/)],
  ['imap4.banner', greeting(['imap'], /^\* (?:OK|PREAUTH|BYE) (?:\[[^\]]{0,300}\] ?)?/)],
  ['telnet.banner', telnet],
  ['mysql.banner', detail('greeting')],
  ['mysql.banners', detail('greeting')],
  ['mysql.error', detail('text')],
  ['sip_header.server', detail('agent')],
  ['sip_header.user_agent', detail('agent')],
  ['rtsp_header.server', server(true)],
  ['dns.versionbind', detail('version.bind')],
  ['snmp.sys_description', detail('sysDescr')],
  ['snmp.sys_object_id', detail('sysObjectId')],
  ['x509.subject', name('subject')],
  ['x509.issuer', name('issuer')],
]);

/** Those that there are, for one list. */
export function textsOf(matches: string, recognised: Recognised): readonly string[] {
  return (MATCHES.get(matches)?.(recognised) ?? []).filter((text) => text !== undefined && text !== '') as string[];
}

const readable = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
