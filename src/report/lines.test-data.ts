// Whether a line of JSON is as it was declared, for tests.
import { isDeepStrictEqual } from 'node:util';
import { line } from './lines.schema.ts';

/** What is wrong with a line, as JSON.parse gave it; empty where nothing is. Stricter than the schema: no key too many. */
export function violations(value: unknown): string[] {
  const { success, data, error } = line.safeParse(value);
  if (!success) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  // What is not declared is left out.
  return isDeepStrictEqual(data, value) ? [] : [`undeclared keys: ${JSON.stringify(value)}`];
}
