// The reports of a command, written side by side.
//
//  1. All files are opened, or none is begun.
//  2. One that cannot be written any more is told, and ends nothing else.
//  3. At the end, also one by Ctrl-C, each is whole.
import type { Line } from '../../finding/finding.ts';
import type { Report, ReportOptions } from '../../report/formats/format.ts';
import { FORMATS } from '../../report/formats/formats.ts';
import { errorText } from '../errors.ts';
import type { Output } from '../output.ts';
import { openReportFile, type ReportFile } from './report-file.ts';
import type { WantedReport } from './wanted.ts';

export interface Reports {
  take(line: Line): void;
  /** Once; again changes nothing. */
  end(): void;
  /** Whether one of them is not whole. */
  readonly hasFailed: boolean;
}

/** Throws E_REPORT_FILE. */
export async function openReports(
  wanted: readonly WantedReport[],
  append: boolean,
  options: ReportOptions,
  output: Output,
): Promise<Reports> {
  const formats = await Promise.all(wanted.map(({ format }) => FORMATS[format]()));
  let hasFailed = false;
  let hasEnded = false;
  const files: ReportFile[] = [];
  const onFailure = (error: Error): void => {
    hasFailed = true;
    output.err(errorText(error));
  };
  // Rule 1.
  const writes = wanted.map(({ file }): ((text: string) => void) => {
    if (file === null) return output.out;
    const opened = openReportFile(file, append, onFailure);
    files.push(opened);
    return opened.write;
  });
  const reports = formats.map((format, index): Report => format.open(writes[index], options));
  return {
    take(line) {
      for (const report of reports) report.take(line);
    },
    end() {
      if (hasEnded) return;
      hasEnded = true;
      let failure: unknown = null;
      for (const step of [...reports.map(({ end }) => end), ...files.map(({ close }) => close)]) {
        try {
          step();
        } catch (error) {
          failure ??= error;
        }
      }
      if (failure !== null) throw failure;
    },
    get hasFailed() {
      return hasFailed;
    },
  };
}
