// The formats of results, each loaded when it is asked for. Adding one is a file and a line here.
import type { ReportFormat } from './format.ts';

export const FORMATS = {
  json: async () => (await import('./json.ts')).json,
  xml: async () => (await import('./xml.ts')).loadXml(),
  grepable: async () => (await import('./grepable.ts')).grepable,
  normal: async () => (await import('./normal.ts')).loadNormal(),
  csv: async () => (await import('./csv.ts')).csv,
  html: async () => (await import('./html.ts')).loadHtml(),
  markdown: async () => (await import('./markdown.ts')).markdown,
  list: async () => (await import('./list.ts')).list,
  hosts: async () => (await import('./hosts.ts')).hosts,
  'masscan-list': async () => (await import('./masscan.ts')).masscanList,
  'masscan-json': async () => (await import('./masscan.ts')).masscanJson,
  'masscan-ndjson': async () => (await import('./masscan.ts')).masscanNdjson,
} as const satisfies Readonly<Record<string, () => Promise<ReportFormat>>>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** Those that say what is different from an earlier scan, where they are given one. */
export const SHOW_CHANGES: ReadonlySet<string> = new Set<FormatName>(['html']);

export function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
