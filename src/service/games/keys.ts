// `\key\value\key\value`, as game servers tell of themselves.
const PAIRS_MOST = 60;
const VALUE_MOST = 200;

/** Empty where it does not begin with a backslash. */
export function keysAndValues(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  if (!text.startsWith('\\')) return pairs;
  const parts = text.split('\\', 2 * PAIRS_MOST + 1);
  for (let k = 1; k + 1 < parts.length; k += 2) pairs.set(parts[k].toLowerCase(), parts[k + 1].slice(0, VALUE_MOST));
  return pairs;
}
