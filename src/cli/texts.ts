// What a command prints instead of doing anything.
import { loadJsonSchema } from '../report/json-lines.ts';
import type { HelpAsked } from './command-line.ts';
import type { Output } from './output.ts';

/** The options; null where a text was asked for, `--help` or `--json-schema`: it is printed, and there is nothing else to do. */
export async function unlessText<Options extends { readonly jsonSchema: boolean }>(
  options: Options | HelpAsked,
  output: Pick<Output, 'out'>,
): Promise<Options | null> {
  if (!('help' in options) && !options.jsonSchema) return options;
  output.out('help' in options ? options.help : `${JSON.stringify(await loadJsonSchema(), null, 2)}\n`);
  return null;
}
