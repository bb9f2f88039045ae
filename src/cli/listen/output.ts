// What listening shows: hosts and words as they are heard, and the table at its end.
import type { Line } from '../../finding/finding.ts';
import { createPicture, fold } from '../../finding/fold.ts';
import { escapeText } from '../../report/escape.ts';
import { heardLine, heardTable } from '../../report/heard-list.ts';
import { surveyLine } from '../../report/json-lines.ts';
import { type Console, styleFor } from '../console.ts';
import type { ListenCommandOptions } from './options.ts';

export interface ListenOutput {
  /** A sentence for people, on stderr; not with --quiet. */
  note(text: string): void;
  take(line: Line): void;
  /** The table, of whatever there is. */
  finish(): void;
  close(): void;
}

export function createListenOutput(options: ListenCommandOptions, { output, ...rest }: Console): ListenOutput {
  const style = styleFor({ output, ...rest }, options.color);
  const isLive = !options.json && (rest.stdoutIsTerminal || options.verbose);
  const picture = createPicture();

  function note(text: string): void {
    if (!options.quiet) output.err(`portolan: ${escapeText(text)}\n`);
  }

  return {
    note,
    take(line) {
      if (options.json) {
        output.out(surveyLine(line));
        return;
      }
      fold(picture, line);
      if (line.type === 'notice') note(line.text);
      const text = isLive ? heardLine(line, style) : '';
      if (text !== '') output.out(`${text}\n`);
    },
    finish() {
      if (options.json) return;
      const table = heardTable(picture, style);
      if (table !== '') output.out(isLive && picture.hosts.size > 0 ? `\n${table}` : table);
    },
    close: () => {},
  };
}
