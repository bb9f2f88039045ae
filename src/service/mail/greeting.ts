// How mail and file servers greet: a code or word, a name, and the program's own words.
import { clean } from '../bytes.ts';
import type { Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

/** A program by its words: pattern (group 1: the version, where it tells it), product, CPE vendor, CPE name. */
export type ProgramRow = readonly [RegExp, string, string, string];

/** The first row that matches. */
export function programOf(text: string, rows: readonly ProgramRow[]): Pick<Verdict, 'product' | 'version' | 'cpe'> {
  for (const [pattern, product, vendor, name] of rows) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const version = match[1] === undefined ? undefined : clean(match[1], 40);
    return { product, ...(version === undefined ? {} : { version }), cpe: [cpeOf(vendor, name, version)] };
  }
  return {};
}

/** No greeting and no list of features has more. */
const LINES_MOST = 200;

/** Lines `250-text` ... `250 text` of SMTP and FTP (RFC 5321 section 4.2.1, RFC 959 section 4.2): code and texts; null: none. */
export function codedLines(
  text: string,
): { readonly code: number; readonly lines: readonly string[]; readonly isWhole: boolean } | null {
  const head = /^(\d{3})([ -])/.exec(text);
  if (head === null) return null;
  const lines: string[] = [];
  let isWhole = false;
  for (const line of text.split(/\r?\n/, LINES_MOST)) {
    lines.push(clean(line.startsWith(head[1]) ? line.slice(4) : line, 200));
    if (line.startsWith(`${head[1]} `) || line === head[1]) {
      isWhole = true;
      break;
    }
  }
  return { code: Number(head[1]), lines, isWhole };
}

const NAMED =
  /\b([A-Z][A-Za-z]\w{1,30}(?: [A-Z][A-Za-z]{1,30}){0,2})(?:[ /-]|, )\(?[vV]?(?:ersion )?(\d+\.\d[\w.-]{0,30})/g;
const NO_NAMES =
  /^(E?SMTP|LMTP|POP3?|IMAP4?|FTP|NNTP|Version|Release|Service|Server|Ready|Protocol|Build|Copyright|FROM)$/i;

/** A program that no row has, by its name and number in the greeting: `AcmeMail 3.2`. */
export function namedProgram(text: string): Pick<Verdict, 'product' | 'version'> {
  for (const [, name, version] of text.slice(0, 400).matchAll(NAMED)) {
    const product = name
      .split(' ')
      .filter((word) => !NO_NAMES.test(word))
      .join(' ');
    if (product !== '') return { product: clean(product, 60), version: clean(version.replace(/[.-]+$/, ''), 40) };
  }
  return {};
}

/** The name of the host that many greetings begin with: `mail.example.org ESMTP ...`. */
export function hostnameIn(text: string): Pick<Verdict, 'hostname'> {
  const hostname = /^([A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z][A-Za-z0-9-]{0,62})(?=[\s,;]|$)/.exec(text)?.[1];
  return hostname === undefined ? {} : { hostname };
}

/** `Debian`, `Ubuntu` ... where the program says for whom it was built. */
export function osIn(text: string): Pick<Verdict, 'os'> {
  const os = /\((?:[^()]{0,40}[ /])?(Debian|Ubuntu|Raspbian|CentOS|Red Hat|Fedora|SUSE|FreeBSD|NetBSD|OpenBSD)\b/.exec(
    text,
  )?.[1];
  return os === undefined ? {} : { os };
}
