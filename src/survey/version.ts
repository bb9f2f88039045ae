import { readFileSync } from 'node:fs';

/** The package's version, from its package.json: two folders up in the sources, three when built. */
export function version(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (name === 'portolan') return version;
    } catch {
      // Not there: the other place it is.
    }
  }
  return 'unknown';
}
