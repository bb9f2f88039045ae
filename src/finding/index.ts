// The door for other programs, `portolan/finding`: what a survey says, as types, and the picture it adds up to.
export type {
  AnswerFact,
  AskedBy,
  Bookkeeping,
  CertificateFact,
  End,
  EndFinding,
  Fact,
  Finding,
  HostEnd,
  HostEndFinding,
  HostFact,
  HostFinding,
  Line,
  NoteFact,
  Notice,
  NoticeFinding,
  PathFact,
  Phase,
  PhaseEnd,
  PortFact,
  PortFinding,
  PortReason,
  PortState,
  Progress,
  ProgressFinding,
  ScanCounters,
  ServiceFact,
  StartLine,
} from './finding.ts';
export { createPicture, fold, type HostPicture, type Picture } from './fold.ts';
export { type Evidence, evidenceOf, type Joined } from './join.ts';
export type { KnownPort, PortSet } from './port-set.ts';
