// A change before it is known of which host, and when.
import type { Change } from './change.ts';

/** `text` is the sentence without its subject, the host. */
export type Drawn = Omit<Change, 'type' | 'ip' | 'was' | 'time'>;
