// What a scan's thread and the thread that writes it down tell each other: one message there, one answer back, in order.

import type { Batch } from '../write/batch.ts';

/** What the thread is started with. */
export interface WriterSetup {
  readonly where: string;
  /** A `start` line as JSON. */
  readonly start: string;
  readonly goOnWith?: number;
}

export type Request = { readonly batch: Batch } | { readonly close: string };

export type Answer = { readonly scan: number } | { readonly error: { readonly code: string; readonly text: string } };
