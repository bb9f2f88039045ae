// Bars that say how many there are of each, drawn without a script.
import { counted, thousands } from '../../format.ts';
import { html, joined, type Markup } from './markup.ts';

const BARS_MOST = 8;
const ROW = 22;
const [LABEL, WIDTH, FIGURE] = [150, 400, 46];
const LABEL_CHARACTERS = 20;

/** Names and how many; the most first, the rest together. Nothing where there is nothing. */
export function bars(title: string, all: ReadonlyMap<string, number>): Markup {
  const sorted = [...all].sort(([one, few], [other, many]) => many - few || (one < other ? -1 : 1));
  const shown = sorted.slice(0, BARS_MOST);
  const rest = sorted.slice(BARS_MOST);
  if (rest.length > 0) shown.push([counted(rest.length, 'other'), rest.reduce((sum, [, count]) => sum + count, 0)]);
  if (shown.length === 0) return html``;
  const most = shown.reduce((max, [, count]) => Math.max(max, count), 1);
  const rows = shown.map(([name, count], index) => {
    const y = index * ROW;
    const width = Math.max(2, Math.round(((WIDTH - LABEL - FIGURE) * count) / most));
    const label = name.length > LABEL_CHARACTERS ? `${name.slice(0, LABEL_CHARACTERS - 1)}…` : name;
    return html`<text x="0" y="${y + 15}">${label}</text><rect x="${LABEL}" y="${y + 4}" width="${width}" height="14"/><text x="${LABEL + width + 6}" y="${y + 15}">${thousands(count)}</text>`;
  });
  const said = shown.map(([name, count]) => `${name} ${count}`).join(', ');
  return html`<div><h3>${title}</h3><svg viewBox="0 0 ${WIDTH} ${shown.length * ROW}" role="img" aria-label="${title}: ${said}">${joined(rows)}</svg></div>`;
}
