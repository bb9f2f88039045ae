// NTP version 4: RFC 5905 section 7.3. Asked as a client that knows no time; the answer tells how far it is from the clock it
// follows. Who also answers control messages (RFC 9327) tells his program and system.
//
//   0  leap indicator, version, mode (4: server)   1  stratum   2  poll   3  precision
//   4  root delay   8  root dispersion   12  reference id   16  reference time   24  origin   32  receive   40  transmit time
import { ntp as question } from '../../probe/udp/small/ntp.ts';
import { ntpControl as control } from '../../probe/udp/small/ntp-control.ts';
import { cString, u8, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { controlOf } from './ntp-control.ts';

const LENGTH = 48;
const SERVER = 4;
const UNSYNCHRONISED = 3;
const STRATUM_MOST = 16;
const PRIMARY = 1;

export const ntp = defineService({
  name: 'ntp',
  title: 'Network Time Protocol',
  specification: 'RFC 5905',
  ports: [],
  udpPorts: [123],
  udpYield: 3,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const told = controlOf(bytes);
    if (told !== null) return told;
    if (bytes.length < LENGTH) return null;
    const first = u8(bytes, 0);
    const version = (first >> 3) & 7;
    const stratum = u8(bytes, 1);
    if ((first & 7) !== SERVER || version < 1 || version > 4 || stratum > STRATUM_MOST) return null;
    // A server repeats the time of the question, which was none (section 8, origin timestamp).
    const isOurs = u32(bytes, 24) === 0 && u32(bytes, 28) === 0;
    if (!isOurs || u32(bytes, 40) === 0) return null;
    const isKiss = stratum === 0;
    const reference = isKiss || stratum === PRIMARY ? cString(bytes, 12, 4) : bytes.subarray(12, 16).join('.');
    const leap = first >> 6 === UNSYNCHRONISED ? 'not synchronised' : null;
    const info = [`NTPv${version}`, isKiss ? `refuses: ${reference}` : `stratum ${stratum}`, leap].filter(Boolean);
    return { confidence: 0.95, info: info.join('; '), details: { stratum, reference } };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details?.stratum === undefined) return verdict;
    talk.send(control.bytes);
    const told = controlOf(await talk.receive());
    if (told === null) return verdict;
    const info = [verdict.info, told.info].filter(Boolean).join('; ');
    return { ...verdict, ...told, confidence: 1, info, details: { ...verdict.details, ...told.details } };
  },
});
