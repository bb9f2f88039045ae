import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCron } from './cron.ts';

/** Local times, as cron has them. */
const at = (text: string): Date => new Date(`${text}:00`);
const shown = (date: Date | null): string | null => {
  if (date === null) return null;
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
};

test('the next time, of literal fields', () => {
  const cases: [cron: string, after: string, next: string | null][] = [
    ['* * * * *', '2026-11-27T22:40', '2026-11-27T22:41'],
    ['0 3 * * *', '2026-11-27T22:40', '2026-11-28T03:00'],
    ['0 3 * * *', '2026-11-27T02:59', '2026-11-27T03:00'],
    ['0 3 * * *', '2026-11-27T03:00', '2026-11-28T03:00'],
    ['*/15 8-17 * * 1-5', '2026-11-27T17:45', '2026-11-30T08:00'],
    ['*/15 8-17 * * mon-fri', '2026-11-27T17:30', '2026-11-27T17:45'],
    ['5,35 * * * *', '2026-11-27T22:05', '2026-11-27T22:35'],
    ['10/20 * * * *', '2026-11-27T22:11', '2026-11-27T22:30'],
    ['0 0 1 jan *', '2026-01-01T00:00', '2027-01-01T00:00'],
    ['0 0 29 2 *', '2026-11-27T00:00', '2028-02-29T00:00'],
    ['0 0 31 * *', '2026-11-27T00:00', '2026-12-31T00:00'],
    ['0 0 * * 7', '2026-11-27T00:00', '2026-11-29T00:00'],
    ['0 0 * * sun', '2026-11-27T00:00', '2026-11-29T00:00'],
    // Both days restricted: either is enough.
    ['0 0 13 * 5', '2026-11-28T00:00', '2026-12-04T00:00'],
    ['0 0 1 * 5', '2026-11-28T00:00', '2026-12-01T00:00'],
    ['0 0 30 2 *', '2026-11-27T00:00', null],
  ];
  for (const [cron, after, next] of cases) assert.equal(shown(parseCron(cron).next(at(after))), next, cron);
});

test('what is no time names the field', () => {
  const cases: [string, RegExp][] = [
    ['* * * *', /4 fields, and five are needed/],
    ['60 * * * *', /"60" is no minute: give 0 to 59/],
    ['* 24 * * *', /is no hour/],
    ['* * 0 * *', /is no day of month/],
    ['* * * 13 *', /is no month/],
    ['* * * * 8', /is no day of week/],
    ['5-1 * * * *', /"5-1" is no minute/],
    ['*/0 * * * *', /is no minute/],
    ['1,,2 * * * *', /is no minute/],
    ['@daily', /1 fields/],
    ['x * * * *', /"x" is no minute/],
    ['-1 * * * *', /is no minute/],
  ];
  for (const [cron, message] of cases) assert.throws(() => parseCron(cron), { code: 'E_CRON', message }, cron);
});

test('the next time is later, fits, and none between does', () => {
  const field = (least: number, most: number) =>
    fc.oneof(fc.constant('*'), fc.integer({ min: least, max: most }).map(String));
  const date = fc.date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(field(0, 59), field(0, 23), field(1, 28), field(0, 6), date, (minute, hour, day, weekday, after) => {
      const next = parseCron(`${minute} ${hour} ${day} * ${weekday}`).next(after)!;
      assert.ok(next > after);
      const fits = (when: Date): boolean => {
        const days = [
          day === '*' || when.getDate() === Number(day),
          weekday === '*' || when.getDay() === Number(weekday),
        ];
        const isDay = day === '*' || weekday === '*' ? days.every(Boolean) : days.some(Boolean);
        return (
          isDay &&
          [when.getMinutes(), when.getHours()].every(
            (is, k) => [minute, hour][k] === '*' || is === Number([minute, hour][k]),
          )
        );
      };
      assert.ok(fits(next), String(next));
      const from = Math.floor(after.getTime() / 60_000) + 1;
      const to = next.getTime() / 60_000;
      for (let k = from; k < Math.min(to, from + 2000); k++) assert.ok(!fits(new Date(k * 60_000)));
    }),
    { numRuns: 200 },
  );
});
