// The door for other programs, `portolan/scan`: what to ask, and asking it.
export type { ProbeName } from '../probe/probe-name.ts';
export { dryRun } from './dry-run.ts';
export { ALL_PORTS, FAST, parsePorts, topPorts } from './ports.ts';
export * as ranges from './ranges.ts';
export { type Finding, type Range, ScanError, type ScanOptions, type ScanSpec, scan } from './scan.ts';
export {
  type ResolvedTargets,
  type ResolveTargetsOptions,
  resolveTargets,
  type TargetRequest,
} from './targets.ts';
