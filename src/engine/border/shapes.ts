// Checks of values that come from outside, in the words of what they must be. A check gives the value or throws E_JOB, which
// names where in the job it was; nothing of it is believed before.
import { ScanError } from '../../scan/scan-error.ts';

/** Takes a value and where it stands. */
export type Check<T> = (value: unknown, where: string) => T;

export function refuse(where: string, wanted: string): never {
  throw new ScanError('E_JOB', `${where} is not ${wanted}`);
}

export function whole(least: number, most: number): Check<number> {
  return (value, where) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : refuse(where, `a whole number from ${least} to ${most}`);
}

/** Any number within both ends. */
export function number(least: number, most: number): Check<number> {
  return (value, where) =>
    typeof value === 'number' && value >= least && value <= most
      ? value
      : refuse(where, `a number from ${least} to ${most}`);
}

export const flag: Check<boolean> = (value, where) =>
  typeof value === 'boolean' ? value : refuse(where, 'true or false');

export function text(most: number, pattern?: RegExp): Check<string> {
  return (value, where) =>
    typeof value === 'string' && value.length <= most && (pattern === undefined || pattern.test(value))
      ? value
      : refuse(where, `a text of at most ${most} characters${pattern === undefined ? '' : ` like ${pattern.source}`}`);
}

export function oneOf<const T extends string>(...words: readonly T[]): Check<T> {
  return (value, where) => words.find((word) => word === value) ?? refuse(where, `one of ${words.join(', ')}`);
}

export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value, where) => (value === null ? null : check(value, where));
}

/** One to `most` values, each once. */
export function list<T>(check: Check<T>, most: number): Check<T[]> {
  return (value, where) => {
    const right =
      Array.isArray(value) && value.length > 0 && value.length <= most && new Set(value).size === value.length;
    if (!right) refuse(where, `a list of 1 to ${most} different values`);
    return value.map((each, index) => check(each, `${where}[${index}]`));
  };
}

/** Sorted, disjoint ranges of numbers; not more than `most` of them. */
export function ranges(least: number, highest: number, most: number): Check<(readonly [number, number])[]> {
  return (value, where) => {
    if (!Array.isArray(value) || value.length > most) refuse(where, `a list of at most ${most} ranges`);
    let before = least - 1;
    for (const range of value) {
      const right = Array.isArray(range) && range.length === 2 && range.every(Number.isSafeInteger);
      if (!right || range[0] <= before || range[1] < range[0] || range[1] > highest) {
        refuse(where, `sorted, disjoint ranges from ${least} to ${highest}`);
      }
      before = range[1];
    }
    return value;
  };
}

/** An object with these keys, and no others. */
export function object<T extends object>(checks: { readonly [K in keyof T]: Check<T[K]> }): Check<T> {
  const keys = Object.keys(checks) as (keyof T & string)[];
  return (value, where) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(where, 'an object');
    const extra = Object.keys(value).find((key) => !Object.hasOwn(checks, key));
    if (extra !== undefined) refuse(where, `without ${JSON.stringify(extra.slice(0, 40))}`);
    const found: Partial<T> = {};
    for (const key of keys) found[key] = checks[key]((value as T)[key], `${where}.${key}`);
    return found as T;
  };
}
