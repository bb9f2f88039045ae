// The kinds of jobs there are.
import type { JobKinds } from './host.ts';
import { pingKind } from './ping-job.ts';
import { scanKind } from './scan-job.ts';

export const KINDS: JobKinds = { scan: scanKind, ping: pingKind };
