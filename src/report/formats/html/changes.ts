// What is different from the earlier survey, each with what that rests on.
import { createPicture, fold, type Picture } from '../../../finding/fold.ts';
import type { ChangeName } from '../../../inventory/diff/change.ts';
import { diff } from '../../../inventory/diff/diff.ts';
import { counted } from '../../format.ts';
import type { ReportOptions } from '../format.ts';
import { html, type Markup } from './markup.ts';
import { cell, hostLink, row, table } from './table.ts';

export interface ShownChanges {
  readonly count: number;
  readonly isNew: (ip: string) => boolean;
  readonly section: Markup;
}

const WORDS: Partial<Record<ChangeName, string>> = {
  'host-new': 'new',
  'port-opened': 'opened',
  'host-gone': 'gone',
  'port-closed': 'closed',
  'host-moved': 'moved',
};

/** Null where there is nothing to compare with. */
export function changesSince(after: Picture, { before: lines }: ReportOptions): ShownChanges | null {
  if (lines === undefined) return null;
  const before = createPicture();
  for (const line of lines) fold(before, line);
  const { changes, hosts } = diff(before, after);
  const fresh = new Set(changes.filter(({ change }) => change === 'host-new').map(({ ip }) => ip));
  const rows = changes.map(({ change, ip, text, because }) =>
    row('change', [
      cell(html`<span class="new">${WORDS[change] ?? 'changed'}</span>`),
      cell(after.hosts.has(ip) ? hostLink(ip) : ip),
      cell(text),
      cell(html`${because.map((each, index) => html`${index > 0 ? '; ' : ''}${each}`)}`),
    ]),
  );
  const since = before.start === null ? '' : ` since ${before.start.time.slice(0, 10)}`;
  const compared = `${counted(hosts, 'host')} compared`;
  const section = html`<h2 id="changes">Changes${since}</h2>
${
  changes.length === 0
    ? html`<p>Nothing is different, ${compared}.</p>
`
    : html`<p class="soft">${counted(changes.length, 'change')}, ${compared}</p>
${table(
  ['', 'Host', 'What', 'What it rests on'].map((title) => ({ title })),
  rows,
)}`
}`;
  return { count: changes.length, isNew: (ip) => fresh.has(ip), section };
}
