// Daytime: RFC 867. A line with the date, and it closes. The syntax is free; a line that is the date of now, and nothing else, is it.
import { anything } from '../../probe/udp/small/small.ts';
import { clean } from '../bytes.ts';
import { defineService } from '../service.ts';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const LENGTH_MOST = 100;
const DAYS_OFF = 400;
const DAY = 86_400_000;
/** NIST: modified Julian day, YY-MM-DD, HH:MM:SS. */
const NIST = /^\d{5} (\d\d)-(\d\d)-(\d\d) \d\d:\d\d:\d\d [\d .]{1,40}UTC\(/;

export const daytime = defineService({
  name: 'daytime',
  title: 'Daytime',
  specification: 'RFC 867',
  ports: [13],

  read({ text, closed, endpoint }) {
    if (text.length < 10 || text.length > LENGTH_MOST || !/\d\d:\d\d/.test(text)) return null;
    const line = text.trim();
    const date = /[\r\n]/.test(line) ? null : dateOf(line);
    if (date === null) return null;
    const isNow = Math.abs(date - Date.now()) < DAYS_OFF * DAY;
    return { confidence: (closed || endpoint.proto === 'udp') && isNow ? 0.9 : 0.5, info: clean(line, 60) };
  },
});

/** Over UDP a datagram asks. */
export const daytimeUdp = defineService({ ...daytime, ports: [], udpPorts: [13], hello: anything.bytes });

/** The day that a line is about, in milliseconds; null where it says more than a date, or none. */
function dateOf(line: string): number | null {
  const nist = NIST.exec(line);
  if (nist !== null) return Date.UTC(2000 + Number(nist[1]), Number(nist[2]) - 1, Number(nist[3]));
  // All its words are of a date: nothing is left when they are taken away.
  const rest = line
    .replace(/\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b/gi, '')
    .replace(/\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b/gi, '')
    .replace(/\b([A-Z]{1,4}T|UTC|GMT|Z|[AaPp]\.?[Mm]\.?)\b/g, '')
    .replace(/[\d\s:,./+-]/g, '');
  if (rest !== '') return null;
  const year = Number(/\b(\d{4})\b/.exec(line)?.[1] ?? 0);
  const word = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.exec(line)?.[1];
  if (word === undefined) {
    const numbers = /\b(\d{4})-(\d\d)-(\d\d)\b/.exec(line);
    return numbers === null ? null : Date.UTC(Number(numbers[1]), Number(numbers[2]) - 1, Number(numbers[3]));
  }
  const day = Number(/\b(\d{1,2})\b(?!:)/.exec(line.replace(/\d{1,2}:\d\d(:\d\d)?/, ''))?.[1] ?? 1);
  return year < 1970 ? null : Date.UTC(year, MONTHS.indexOf(word.toLowerCase()), day);
}
