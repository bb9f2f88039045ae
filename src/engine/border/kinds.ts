// The kinds of jobs there are.
import type { JobKinds } from './host.ts';
import { listenKind } from './listen-kind.ts';
import { pingKind } from './ping-kind.ts';
import { scanKind } from './scan-kind.ts';
import { traceKind } from './trace-kind.ts';

export const KINDS: JobKinds = { scan: scanKind, ping: pingKind, listen: listenKind, trace: traceKind };
