// A file that a report goes to. It is opened before anything is sent, with the rights of the person who called, and written in
// large pieces: the last of them at the latest a quarter of a second after it was found.
import { closeSync, constants, openSync } from 'node:fs';
import { resourceText } from '../../engine/resource-error.ts';
import { CliError } from '../errors.ts';
import { writeWholeLines } from '../whole-lines.ts';

const { O_WRONLY, O_CREAT, O_APPEND, O_TRUNC } = constants;
const PIECE_LENGTH = 65_536;
const LATEST_MS = 250;

export interface ReportFile {
  /** Nothing more is written once it has failed. */
  write(text: string): void;
  close(): void;
}

/** An older file is replaced, or added to. `onFailure` is told once, why. Throws E_REPORT_FILE, which names it. */
export function openReportFile(path: string, append: boolean, onFailure: (error: CliError) => void): ReportFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC), 0o666);
  } catch (error) {
    throw new CliError('E_REPORT_FILE', `"${path}" cannot be written: ${(error as Error).message}`);
  }
  let waiting: string[] = [];
  let length = 0;
  let hasFailed = false;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (length === 0 || hasFailed) return;
    const text = waiting.join('');
    waiting = [];
    length = 0;
    const code = writeWholeLines(descriptor, text);
    if (code === null) return;
    hasFailed = true;
    const reason = resourceText({ code }) ?? code;
    onFailure(new CliError('E_REPORT_FILE', `"${path}" is not whole: ${reason}. What came before is kept`));
  }

  return {
    write(text) {
      if (hasFailed) return;
      waiting.push(text);
      length += text.length;
      if (length >= PIECE_LENGTH) flush();
      else timer ??= setTimeout(flush, LATEST_MS);
    },
    close() {
      flush();
      closeSync(descriptor);
    },
  };
}
