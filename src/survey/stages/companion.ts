// A stage that runs beside those that ask targets, on what they find: it never makes them slower, and ends soon after them.
import type { StageLine } from '../../finding/stamp.ts';
import type { SurveyRequest } from '../request.ts';
import type { StageContext } from './stage.ts';

export interface Companion {
  /** As lines have it: `services`. */
  readonly name: string;
  /** Whether the request asks for it. */
  applies(request: SurveyRequest): boolean;
  /** Whether it has something to do even where nobody is found; by default it has not. */
  asksUnseen?(request: SurveyRequest): boolean;
  /** Its file: loaded with the first host or port that others find, unless it was prepared before. */
  load(context: StageContext): Promise<Loaded>;
}

export interface Loaded {
  readonly accompany: Accompany;
  /** Loads what it asks with, which takes longer than its file; else that is loaded when it asks. */
  prepare?(): Promise<unknown>;
}

/** Called with the first host or port that others find. */
export type Accompany = (context: StageContext, signal: AbortSignal) => Accompanying;

/** One that runs. */
export interface Accompanying {
  /** Every line of the other stages, as it comes. */
  take(line: StageLine): void;
  /** A stage has ended: all that it found has been shown. */
  ended?(stage: string): void;
  /** What it has found since the last call. */
  ready(): readonly StageLine[];
  /**
   * The other stages have ended: gives the rest, as it is found. Aborted, it ends early, with what it found. Throws where it
   * fails, and that is told.
   */
  rest(): AsyncGenerator<StageLine, void, undefined>;
}
