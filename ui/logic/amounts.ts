// Figures as people read them: counts with separators, times from now, how long something takes.

const COUNT = new Intl.NumberFormat('en-GB');
const SHORT = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });

export const count = (value: number): string => COUNT.format(value);

/** 1.2k, for places with no room. */
export const shortCount = (value: number): string => (value < 10_000 ? COUNT.format(value) : SHORT.format(value));

/** Probes a second: three digits that mean something. */
export function rate(value: number): string {
  return `${value < 1_000 ? COUNT.format(Math.round(value)) : SHORT.format(value)}/s`;
}

/** Never rounded up to 100 %: only what is complete says so. */
export function percent(share: number): string {
  if (share >= 1) return '100 %';
  const tenths = Math.floor(share * 1_000) / 10;
  return `${tenths >= 10 ? tenths.toFixed(tenths >= 99 ? 1 : 0) : tenths.toFixed(1)} %`;
}

/** 42 s, 3 min 5 s, 2 h 10 min, 4 d. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1_000)} ms`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d`;
}

/** How long ago; of what lies ahead, how long until then. */
export function ago(time: string, now: number): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return '';
  const seconds = (now - at) / 1_000;
  if (Math.abs(seconds) < 5) return 'now';
  return seconds < 0 ? `in ${duration(-seconds)}` : `${duration(Math.floor(seconds))} ago`;
}

/** 2026-11-27 22:41, in the reader's time zone. */
export function moment(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
