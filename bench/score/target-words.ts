// Addresses one after the other as one word: commands that people can read.
import { addressNumber, dotted } from '../../lab/network/addresses.ts';

type Range = readonly [first: number, last: number];

/** `short`: `198.19.0.1-16` (portolan, nmap); `full`: `198.19.0.1-198.19.0.16` (masscan). Prefixes stay as they are. */
export function targetWords(targets: readonly string[], style: 'short' | 'full'): string[] {
  const words: string[] = [];
  let run: Range | null = null;
  const close = (): void => {
    if (run !== null) words.push(rangeWord(run, style));
    run = null;
  };
  for (const target of targets) {
    if (!/^[\d.]+$/.test(target)) {
      close();
      words.push(target);
      continue;
    }
    const address = addressNumber(target);
    // A range of the last number ends with it.
    if (run !== null && address === run[1] + 1 && address >>> 8 === run[0] >>> 8) run = [run[0], address];
    else {
      close();
      run = [address, address];
    }
  }
  close();
  return words;
}

function rangeWord([first, last]: Range, style: 'short' | 'full'): string {
  if (first === last) return dotted(first);
  return `${dotted(first)}-${style === 'full' ? dotted(last) : last & 255}`;
}
