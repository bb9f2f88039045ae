// The colours of the chart, from the style sheet.
import { readColours } from '../live/theme.svelte.ts';
import type { ChartNode } from '../logic/chart-plan.ts';
import type { Ground } from '../logic/host-book.ts';

const NAMES = [
  'water',
  'shoal',
  'land',
  'coast',
  'rhumb',
  'ink',
  'ink-soft',
  'paper',
  'sheet',
  'accent',
  'glow',
  'rule-strong',
] as const;

export interface Palette {
  readonly colours: Readonly<Record<(typeof NAMES)[number], string>>;
  readonly nodes: Readonly<Record<ChartNode['what'], string>>;
  readonly lines: Readonly<Record<Ground, string>>;
}

export function readPalette(): Palette {
  const colours = readColours(NAMES);
  const { ink, coast, accent } = colours;
  return {
    colours,
    nodes: { here: accent, network: coast, hop: colours['ink-soft'], host: ink },
    lines: { inferred: coast, measured: colours['ink-soft'], confirmed: ink },
  };
}

/** A colour of computed styles with another opacity. */
export function withOpacity(colour: string, opacity: number): string {
  const numbers = colour.match(/[\d.]+/g) ?? ['0', '0', '0'];
  return `rgba(${numbers.slice(0, 3).join(',')},${opacity})`;
}
