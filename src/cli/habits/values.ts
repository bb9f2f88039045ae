// Values as other tools have them, in our words. Each throws Error with what would be right.

/** A delay between probes, as a rate: `1s`, `100ms`, `0.5` (seconds). */
export function perDelay(text: string): string {
  const match = /^(\d{1,9}(?:\.\d{1,9})?)(us|ms|s|m|h)?$/.exec(text);
  const unit = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }[match?.[2] ?? 's'] as number;
  const seconds = match === null ? 0 : Number(match[1]) * unit;
  if (seconds <= 0) throw new Error('give a time, such as 100ms or 1s');
  return String(Math.max(1, Math.floor(1 / seconds)));
}

/** What a SYN takes on an Ethernet link, preamble and gap included. */
const SYN_BITS = 84 * 8;
const MULTIPLES: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** Bits a second (`10M`, `1G`), as probes a second. */
export function perBandwidth(text: string): string {
  const match = /^(\d{1,9}(?:\.\d{1,9})?)([kmg]?)(?:bps)?$/i.exec(text);
  const rate = match === null ? 0 : Math.floor((Number(match[1]) * MULTIPLES[match[2].toLowerCase()]) / SYN_BITS);
  if (rate < 1) throw new Error('give bits a second, such as 10M');
  return String(rate);
}

/** Milliseconds without a unit, as fping has them, with theirs. */
export function milliseconds(text: string): string {
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) throw new Error('give milliseconds');
  return `${text}ms`;
}

/** hping3's interval: seconds, or microseconds as `u1000`. */
export function microseconds(text: string): string {
  const match = /^u(\d{1,9})$/.exec(text);
  if (match === null) throw new Error('give seconds, or microseconds as u1000');
  return `${match[1]}us`;
}

const FLAG_NAMES: Readonly<Record<string, string>> = {
  ...{ syn: 'S', ack: 'A', fin: 'F', rst: 'R', psh: 'P', urg: 'U', ece: 'E', ecn: 'E', cwr: 'C' },
};

/** `syn,ack` as `SA`. */
export function flagLetters(text: string): string {
  return text
    .split(/[,|]/)
    .map((name) => FLAG_NAMES[name.toLowerCase()] ?? name)
    .join('');
}

/** Words of targets, however many a list has. */
export function targets(text: string): string[] {
  return text.split(',').filter(Boolean);
}

export const isNumber = (word: string | undefined): boolean => /^\d+$/.test(word ?? '');
export const isOctet = (word: string | undefined): boolean => /^(0x[\da-f]{1,2}|\d{1,3})$/i.test(word ?? '');
export const isAddress = (word: string | undefined): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(word ?? '');
/** What a list is called; a network is none, nor is a name. */
export const isFile = (word: string | undefined): boolean =>
  /\/|\.(txt|lst|list|conf|cfg|csv|ips?)$/i.test(word ?? '') && !/\/\d+$/.test(word ?? '');
export const isRange = (word: string | undefined): boolean => /^\d{1,5}-\d{1,5}$/.test(word ?? '');
export const isPortList = (word: string | undefined): boolean => /^\d{1,5}([,-]\d{1,5})*$/.test(word ?? '');
/** naabu's `-r`: an address behind it is a name server's only where targets are named as naabu has it. */
export const isResolver = (word: string | undefined, all: readonly string[]): boolean =>
  isAddress(word) && all.some((each) => /^-(host|l|list)$/.test(each));
/** Columns of zmap's results. */
export const isFieldList = (word: string | undefined): boolean =>
  /^"?(\*|(saddr|daddr|sport|dport|success|classification|timestamp|ttl|repeat)(?=$|[,"]))/.test(word ?? '');
/** Nothing follows, or another option. */
export const isEnd = (word: string | undefined): boolean => word === undefined || word.startsWith('-');

const BY_ENDING: Readonly<Record<string, string>> = {
  ...{ txt: 'list', lst: 'list', out: 'list', list: 'list', json: 'json', jsonl: 'json', ndjson: 'json' },
  ...{ csv: 'csv', xml: 'xml', html: 'html' },
};

/** A file for results without the name of a format, as naabu and zmap have it. */
export const isResultFile = (word: string | undefined): boolean =>
  Object.hasOwn(BY_ENDING, /^[^=]*\.([a-z]+)$/i.exec(word ?? '')?.[1].toLowerCase() ?? '');

/** As its ending says; else bare `ip:port`. */
export function resultFile(file: string): string[] {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1].toLowerCase() ?? 'txt';
  return ['--output', `${Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : 'list'}=${file}`];
}
