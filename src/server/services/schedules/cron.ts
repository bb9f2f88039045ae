// When a scan is due, in five fields as crontab(5) has them: minute, hour, day of month, month, day of week.
//
// Rules:
//  1. A field is `*`, a number, a range `1-5`, a list `1,3`, each with a step `*/15`; months and days of the week also by name.
//  2. Where both days are restricted one of them is enough, as crontab(5) has it. 7 is Sunday, as 0 is.
//  3. Times are those of this machine's clock. An hour that a change of clocks leaves out has no scan, one that comes twice has one.
import { ServerError } from '../../server-error.ts';

export interface Cron {
  /** The next time after `after`; null where there is none within eight years (30 February). */
  next(after: Date): Date | null;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day of week', least: 0, most: 7, names: DAYS },
];
const YEARS_MOST = 8;

/** Throws E_CRON, which names the field. */
export function parseCron(text: string): Cron {
  const words = text.trim().toLowerCase().split(/\s+/);
  if (words.length !== FIELDS.length) {
    throw fault(
      `${JSON.stringify(text)} has ${words.length} fields, and five are needed: minute hour day month weekday`,
    );
  }
  const [minutes, hours, days, months, weekdays] = words.map((word, index) => parseField(word, FIELDS[index]));
  if (weekdays.has(7)) weekdays.add(0);
  const [anyDay, anyWeekday] = [words[2].startsWith('*'), words[4].startsWith('*')];

  /** Rule 2. */
  const isDay = (date: Date): boolean => {
    const [day, weekday] = [days.has(date.getDate()), weekdays.has(date.getDay())];
    if (anyDay || anyWeekday) return day && weekday;
    return day || weekday;
  };

  return {
    next(after) {
      const at = new Date(after);
      at.setSeconds(0, 0);
      at.setMinutes(at.getMinutes() + 1);
      const last = at.getFullYear() + YEARS_MOST;
      while (at.getFullYear() <= last) {
        if (!months.has(at.getMonth() + 1)) skipTo(at, at.getMonth() + 1, 1);
        else if (!isDay(at)) skipTo(at, at.getMonth(), at.getDate() + 1);
        else if (!hours.has(at.getHours())) at.setTime(at.getTime() + (60 - at.getMinutes()) * 60_000);
        else if (!minutes.has(at.getMinutes())) at.setTime(at.getTime() + 60_000);
        else return at;
      }
      return null;
    },
  };
}

/** Midnight of that day, or what comes first after it where a change of clocks leaves midnight out. */
function skipTo(at: Date, month: number, day: number): void {
  at.setTime(new Date(at.getFullYear(), month, day).getTime());
}

function parseField(word: string, field: Field): Set<number> {
  const values = new Set<number>();
  for (const part of word.split(',')) {
    const match = /^(\*|(\w+)(?:-(\w+))?)(?:\/(\d{1,3}))?$/.exec(part);
    if (match === null) throw wrong(part, field);
    const [, all, first, second, stepText] = match;
    const from = all === '*' ? field.least : valueIn(first, part, field);
    const single = second === undefined && stepText === undefined;
    const to =
      all === '*' || (second === undefined && !single)
        ? field.most
        : second === undefined
          ? from
          : valueIn(second, part, field);
    const step = stepText === undefined ? 1 : Number(stepText);
    if (step === 0 || to < from) throw wrong(part, field);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

function valueIn(text: string, part: string, field: Field): number {
  const named = field.names?.indexOf(text) ?? -1;
  if (named >= 0) return named + field.least;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= field.least && value <= field.most) return value;
  throw wrong(part, field);
}

function wrong(part: string, { name, least, most }: Field): ServerError {
  return fault(`${JSON.stringify(part)} is no ${name}: give ${least} to ${most}, a range, a list, or * (crontab(5))`);
}

function fault(message: string): ServerError {
  return new ServerError('E_CRON', message);
}
