// Numbers and times as people read them. No Intl: it costs milliseconds at the start and follows the locale.

/** `1,048,560`. Whole numbers; a fraction is rounded. */
export function thousands(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 host`, `2,000 hosts`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${thousands(value)} ${Math.round(value) === 1 ? one : many}`;
}

/** A round-trip time, in milliseconds: `0.19 ms`, `12.3 ms`, `250 ms`. */
export function roundTrip(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(2)} ms`;
  return `${milliseconds < 100 ? milliseconds.toFixed(1) : thousands(milliseconds)} ms`;
}

/** How long something took, from milliseconds: `640 ms`, `6.41 s`, `41.0 s`, `3 min 07 s`, `2 h 05 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9995) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${thousands(Math.floor(minutes / 60))} h ${pad(minutes % 60)} min`;
}

/** How long something will take, from milliseconds: no finer than anyone can know. `under 1 s`, `8 s`, `4 min`. */
export function estimate(milliseconds: number): string {
  if (milliseconds < 1000) return 'under 1 s';
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${thousands(Math.floor(minutes / 60))} h ${pad(minutes % 60)} min`;
}

/** A share of 0 to 1 as per cent, rounded down: `100 %` is said only where it is so. */
export function percent(share: number, decimals = 0): string {
  const unit = 10 ** decimals;
  // 0.29 * 100 is 28.999999999999996 in binary: the small surplus keeps it 29.
  return `${(Math.floor(share * 100 * unit + 1e-9) / unit).toFixed(decimals)} %`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
