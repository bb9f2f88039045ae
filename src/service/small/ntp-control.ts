// NTP control messages: RFC 9327 section 2, and the variables of the system in appendix A of RFC 1305.
//
//   0  leap indicator, version, mode (6)   1  R 80, E 40, M 20, operation 1f   2  sequence   4  status   6  association
//   8  offset   10  count   12  data: name="value", name=value ...
import { NTP_SEQUENCE as SEQUENCE } from '../../probe/udp/small/ntp-control.ts';
import { clean, textAt, u8, u16 } from '../bytes.ts';
import type { Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const HEADER = 12;
const MODE = 6;
const RESPONSE = 0x80;
const ERROR = 0x40;
const READ_VARIABLES = 2;
const VARIABLE = /(?:^|[,\s])(version|processor|system)="([^"]{1,200})"/g;
/** `ntpd 4.2.8p15@1.3728-o Wed Sep 23 ...`, `ntpd ntpsec-1.2.2`. */
const NTPSEC = /^ntpd ntpsec-(\d[\w.+]{0,30})/;
const NTPD = /^ntpd (\d[\w.-]{0,20})@/;

/** The answer to our question; null where it is none. */
export function controlOf(bytes: Uint8Array): Verdict | null {
  const second = u8(bytes, 1);
  if ((u8(bytes, 0) & 7) !== MODE || (second & 0x1f) !== READ_VARIABLES || (second & RESPONSE) === 0) return null;
  const count = u16(bytes, 10);
  if (u16(bytes, 2) !== SEQUENCE || bytes.length < HEADER + count || u16(bytes, 6) !== 0) return null;
  if ((second & ERROR) !== 0) return { confidence: 0.95, info: 'control messages: refused' };
  const variables: Record<string, string> = {};
  for (const [, name, value] of textAt(bytes, HEADER, count).matchAll(VARIABLE)) variables[name] = clean(value);
  const { version, system } = variables;
  return {
    confidence: 1,
    ...(version === undefined ? {} : programOf(version)),
    ...(system === undefined ? {} : { os: system.replace('/', ' ') }),
    ...(system === undefined ? {} : { info: system.replace('/', ' ') }),
    details: variables,
    notes: [
      {
        code: 'N_NTP_CONTROL',
        text: 'answers control messages to anybody: it tells its program and system, and is used for attacks on others',
        advice: 'restrict them to whom they are for (restrict default noquery)',
      },
    ],
  };
}

function programOf(text: string): Partial<Verdict> {
  const ntpsec = NTPSEC.exec(text)?.[1];
  if (ntpsec !== undefined) return { product: 'NTPsec', version: ntpsec, cpe: [cpeOf('ntpsec', 'ntpsec', ntpsec)] };
  const ntpd = NTPD.exec(text)?.[1];
  if (ntpd !== undefined) return { product: 'ntpd', version: ntpd, cpe: [cpeOf('ntp', 'ntp', ntpd)] };
  return { product: clean(text, 40) };
}
