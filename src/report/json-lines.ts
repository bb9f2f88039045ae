// Findings as JSON lines (`--json`): one finding a line, `"v":1` and `type` first. schema.data.ts describes them.
import type { Finding, Line } from '../finding/finding.ts';
import { escapeJson } from './escape.ts';

/** One value as a line of JSON, with its line end. */
export function jsonLine<T extends { readonly type: string }>(value: T): string {
  const { type, ...rest } = value;
  return `${escapeJson(JSON.stringify({ v: 1, type, ...rest }))}\n`;
}

/** The line of a finding; empty for those that are for live displays only. */
export function findingLine(finding: Finding | Line): string {
  return finding.type === 'progress' ? '' : jsonLine(finding);
}
