// WHOIS: RFC 3912. A line is asked for, text comes back, and it closes. The form is free; registries mark their comments with %
// (RPSL, RFC 2622) or say that they have no match. RWhois (RFC 2167 section 3.3.1) greets with %rwhois.
import { ascii, clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';

const COMMENTS = /^(?:\s{0,4}%{1,2}[\t\x20-\x7e\x80-\xff]{0,300}\r?\n){1,}/;
const NO_MATCH =
  /^(?:[%#;*>\s]{0,8})(?:No match|NOT FOUND|No entries found|No data found|Object does not exist|Domain not found|No Object Found)\b/im;
const RWHOIS = /^%rwhois V-(\d\.\d)[^\r\n]{0,60}? ([A-Za-z0-9.-]{1,253})(?: \(by ([^)\r\n]{1,100})\))?\r?\n/;

export const whois = defineService({
  name: 'whois',
  title: 'WHOIS',
  specification: 'RFC 3912',
  ports: [43],
  hello: ascii('portolan.invalid\r\n'),
  ownPortsOnly: true,

  read({ text, sent, to }: Reply): Verdict | null {
    if (sent === null || to !== 'whois') return null;
    const hasComments = COMMENTS.test(text);
    if (hasComments && NO_MATCH.test(text)) return { confidence: 0.9, info: clean(text.replace(/^[%\s]+/, ''), 60) };
    return hasComments || NO_MATCH.test(text)
      ? { confidence: 0.7, info: clean(text.replace(/^[%\s]+/, ''), 60) }
      : null;
  },
});

export const rwhois = defineService({
  name: 'rwhois',
  title: 'Referral WHOIS',
  specification: 'RFC 2167',
  ports: [4321],

  read({ text }: Reply): Verdict | null {
    const greeting = RWHOIS.exec(text);
    if (greeting === null) return null;
    const [, version, hostname, program] = greeting;
    return {
      confidence: 0.85,
      hostname,
      info: `protocol ${version}`,
      ...(program === undefined
        ? {}
        : { product: clean(program.replace(/ V-[\d.]+$/, '')), version: /V-([\d.]+)$/.exec(program)?.[1] }),
    };
  },
});
