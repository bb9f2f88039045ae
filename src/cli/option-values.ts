// Readers of option values. Each gives the value or throws commander's InvalidArgumentError, which names option and value.
import { InvalidArgumentError } from 'commander';

const SEED_MAX = 1000;

export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** A whole number of at least `least` and at most `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** `2/4`: the second of four shares. */
export function shard(text: string): Shard {
  const match = /^(\d{1,5})\/(\d{1,5})$/.exec(text);
  const [index, count] = match === null ? [0, 0] : [Number(match[1]), Number(match[2])];
  if (index < 1 || index > count) throw new InvalidArgumentError('Give this share and how many there are: 1/4 to 4/4.');
  return { index, count };
}

const TIMINGS = ['paranoid', 'sneaky', 'polite', 'normal', 'aggressive', 'insane'];

/** nmap's `-T`: 0 to 5, or its name. */
export function timing(text: string): number {
  const named = TIMINGS.indexOf(text.toLowerCase());
  const value = /^[0-5]$/.test(text) ? Number(text) : named;
  if (value < 0) throw new InvalidArgumentError('Give 2 to 5.');
  if (value < 2) throw new InvalidArgumentError('There is no such pace here: --rate N sets how many probes a second.');
  return value;
}

/** Any text but an option that was taken for it: `--pcap --json`. */
export function plainText(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty.');
  if (text.length > 1 && text.startsWith('-')) throw new InvalidArgumentError('That is an option, not a value.');
  return text;
}

export function seedText(text: string): string {
  if (text === '' || text.length > SEED_MAX) throw new InvalidArgumentError(`Give 1 to ${SEED_MAX} characters.`);
  return text;
}

/** Adds to the values given before. */
export function gathered(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), plainOrStdin(text)];
}

/** A list of addresses or names, with commas between them as nmap has it; commas inside an octet stay. */
export function gatheredTargets(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), ...splitTargets(plainText(text))];
}

/** `a,b` as two targets where both are whole; `198.18.0.1,5` is one. */
export function splitTargets(text: string): string[] {
  const pieces = text.split(',');
  const whole = (piece: string): boolean => /[a-z:]/i.test(piece) || /^[^.]+(\.[^.]+){3}([/-].*)?$/.test(piece);
  return pieces.every(whole) ? pieces : [text];
}

function plainOrStdin(text: string): string {
  return text === '-' ? text : plainText(text);
}
