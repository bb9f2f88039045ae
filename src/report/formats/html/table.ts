// Tables whose columns sort.
import { html, joined, type Markup } from './markup.ts';

export interface Column {
  readonly title: string;
  /** Figures stand at the right. */
  readonly figures?: boolean;
}

/** A row's cells, as `cell` makes them. */
export function table(columns: readonly Column[], rows: Iterable<Markup>): Markup {
  const heads = columns.map(({ title, figures }) =>
    figures ? html`<th scope="col" data-sorts class="n">${title}</th>` : html`<th scope="col" data-sorts>${title}</th>`,
  );
  return html`<div class="wide"><table><thead><tr>${heads}</tr></thead><tbody>
${joined(rows)}</tbody></table></div>
`;
}

/** `sort`: what it is sorted by, where that is not its text. */
export function cell(content: Markup | string | number | undefined, sort?: number): Markup {
  return sort === undefined ? html`<td>${content}</td>` : html`<td data-sort="${sort}">${content}</td>`;
}

export function figure(content: Markup | string | number | undefined, sort?: number): Markup {
  return sort === undefined
    ? html`<td class="n">${content}</td>`
    : html`<td class="n" data-sort="${sort}">${content}</td>`;
}

/** Found by the words in it; `kind`: host, or another. */
export function row(kind: string, cells: readonly Markup[]): Markup {
  return html`<tr data-find="${kind}">${cells}</tr>
`;
}

export function hostLink(ip: string): Markup {
  return html`<a href="#h-${ip}">${ip}</a>`;
}
