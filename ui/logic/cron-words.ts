// Five fields as crontab(5) has them, in words; null where they are none.

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const BOUNDS: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

export function cronWords(cron: string): string | null {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5 || !fields.every((field, index) => isField(field, BOUNDS[index]))) return null;
  const [minute, hour, day, month, weekday] = fields;
  return [timeWords(minute, hour), ...dayWords(day, month, weekday)].join(', ');
}

function timeWords(minute: string, hour: string): string {
  if (/^\d+$/.test(minute) && /^\d+$/.test(hour)) return `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (hour === '*') {
    if (minute === '*') return 'every minute';
    const step = /^\*\/(\d+)$/.exec(minute);
    return step === null ? `at minute ${minute} of every hour` : `every ${step[1]} minutes`;
  }
  const step = /^\*\/(\d+)$/.exec(hour);
  const hours = step === null ? `in hours ${hour}` : `every ${step[1]} hours`;
  return minute === '0' ? hours : `${hours}, at minute ${minute}`;
}

function dayWords(day: string, month: string, weekday: string): readonly string[] {
  const words: string[] = [];
  if (day === '*' && weekday === '*') words.push('every day');
  const names = weekday.split(',').map((part) => part.replace(/\d+/g, (number) => DAYS[Number(number) % 7]));
  const weekdays =
    weekday === '*' ? null : weekday.startsWith('*/') ? `each ${weekday.slice(2)} days of the week` : names.join(', ');
  if (day !== '*') words.push(day.startsWith('*/') ? `every ${day.slice(2)} days` : `on day ${day} of the month`);
  if (weekdays !== null) words.push(day === '*' ? `on ${weekdays}` : `or on ${weekdays}`);
  if (month !== '*') words.push(`in ${month.replace(/\d+/g, (number) => MONTHS[Number(number) - 1] ?? number)}`);
  return words;
}

function isField(field: string, [least, most]: readonly [number, number]): boolean {
  return field.split(',').every((part) => {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return false;
    const [, from, to, step] = match;
    const numbers = [from, to].filter((text) => text !== undefined).map(Number);
    return numbers.every((number) => number >= least && number <= most) && (step === undefined || Number(step) > 0);
  });
}
