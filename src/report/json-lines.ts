// JSON lines (`--json`): one line a fact or step, `"v":1` and `type` first. lines.schema.ts describes them.
import type { Line } from '../finding/finding.ts';
import { escapeJson } from './escape.ts';

/** One value as a line of JSON, with its line end; `time` is added where it is given. `made`: JSON.stringify() of it. */
export function jsonLine<T extends { readonly type: string }>(value: T, time?: Line['time'], made?: string): string {
  const { type } = value;
  const head = `{"type":"${type}"`;
  let json = made ?? JSON.stringify(value);
  if (!json.startsWith(head)) {
    const { type: _, ...rest } = value;
    json = JSON.stringify({ type, ...rest });
  }
  return `{"v":1,${escapeJson(json.slice(1, -1))}${time === undefined ? '' : `,"time":"${time}"`}}\n`;
}

/** A line of a survey; empty for those that are for live displays only. */
export function surveyLine(line: Line, made?: string): string {
  return line.type === 'progress' ? '' : jsonLine(line, undefined, made);
}

/** JSON Schema of all lines. Loads what declares them, a tenth of a second's work. */
export async function loadJsonSchema(): Promise<object> {
  return (await import('./lines.schema.ts')).JSON_SCHEMA;
}
