// What a format of results is: `-o NAME[=FILE]`. One file a format; formats.ts lists them.
import type { Line } from '../../finding/finding.ts';
import type { Picture } from '../../finding/fold.ts';

/** Where its text goes, in the order of writing. Throws where it cannot be written. */
export type Write = (text: string) => void;

export interface ReportOptions {
  /** Only open ports, and hosts that have one. */
  readonly onlyOpen?: boolean;
  /** CSV: which columns. */
  readonly fields?: readonly string[];
  /** All that an earlier survey of the same targets said: what is new is marked. */
  readonly before?: readonly Line[];
  /** Every line folded, by whoever does that anyway: called once, when the report is opened. */
  readonly picture?: () => Picture;
}

/** One that is being written. */
export interface Report {
  /** Every line of the survey, as it comes. */
  take(line: Line): void;
  /** Nothing more comes, also where the survey was interrupted or failed: the file is whole after it. */
  end(): void;
}

export interface ReportFormat {
  /** As it is asked for: `xml`. */
  readonly name: string;
  /** A line of the help. */
  readonly about: string;
  open(write: Write, options: ReportOptions): Report;
}
