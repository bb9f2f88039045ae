// The vocabulary as types. Its one declaration are the files *.schema.ts beside this one; they load zod, which takes
// longer than many a scan, so everything but tests, --json-schema and doors for strangers takes their types alone.
//
//   engine ── Finding ──► survey: stage, time, probe (stamp.ts) ── Line ──► terminal, JSON lines, fold.ts, inventory, page
import type * as bookkeeping from './bookkeeping.schema.ts';
import type { Declared as Of } from './declared.schema.ts';
import type { certificate } from './facts/certificate.schema.ts';
import type { clue, kind, osFamily } from './facts/clue.schema.ts';
import type { FACTS } from './facts/facts.schema.ts';
import type { host } from './facts/host.schema.ts';
import type { identity } from './facts/identity.schema.ts';
import type { network } from './facts/network.schema.ts';
import type { note } from './facts/note.schema.ts';
import type { path } from './facts/path.schema.ts';
import type { port } from './facts/port.schema.ts';
import type { service } from './facts/service.schema.ts';
import type * as words from './words.schema.ts';

/** How a scan asks: an open list (src/probe/probes.ts). */
export type AskedBy = Of<typeof words.probe>;
export type PortReason = Of<typeof words.portReason>;
export type PortState = PortFact['state'];

// Facts: what is so, each with its evidence (what was asked, what came back, by which stage, when).
export type HostFact = Of<typeof host>;
export type PortFact = Of<typeof port>;
export type ServiceFact = Of<typeof service>;
export type CertificateFact = Of<typeof certificate>;
export type NoteFact = Of<typeof note>;
export type ClueFact = Of<typeof clue>;
export type IdentityFact = Of<typeof identity>;
export type PathFact = Of<typeof path>;
export type NetworkFact = Of<typeof network>;
export type OsFamily = Of<typeof osFamily>;
export type Kind = Of<typeof kind>;
/** Those that an answer to a probe stands behind. */
export type AnswerFact = HostFact | PortFact;
export type Fact = Of<(typeof FACTS)[number]>;
/** Those about one host. */
export type HostsFact = Exclude<Fact, NetworkFact>;

// Bookkeeping: how the work goes.
export type StartLine = Of<typeof bookkeeping.start>;
export type Phase = Of<typeof bookkeeping.phase>;
export type PhaseEnd = Of<typeof bookkeeping.phaseEnd>;
export type ScanCounters = Of<typeof bookkeeping.scanCounters>;
export type Progress = Of<typeof bookkeeping.progress>;
export type Notice = Of<typeof bookkeeping.notice>;
export type HostEnd = Of<typeof bookkeeping.hostEnd>;
export type End = Of<typeof bookkeeping.end>;
export type Bookkeeping = StartLine | Phase | PhaseEnd | Progress | Notice | HostEnd | End;

/** All that a survey says, in the order of happening: `start` first, one `end` last. */
export type Line = Fact | Bookkeeping;

// What an engine emits: it knows neither the stage it works for nor anybody's calendar.
type Unstamped<T, K extends PropertyKey = 'stage' | 'time'> = Omit<T, K>;
export type HostFinding = Unstamped<HostFact, 'stage' | 'time' | 'probe'>;
export type PortFinding = Unstamped<PortFact, 'stage' | 'time' | 'probe'>;
export type HostEndFinding = Unstamped<HostEnd>;
export type NoticeFinding = Unstamped<Notice>;
export type ProgressFinding = Unstamped<Progress>;
/** The last finding of every scan. Says how complete it was. */
export type EndFinding = { readonly type: 'end' } & ScanCounters;
export type Finding = HostFinding | PortFinding | HostEndFinding | NoticeFinding | ProgressFinding | EndFinding;
