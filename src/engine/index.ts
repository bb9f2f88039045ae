// The door for other programs, `portolan/scan`: what to ask, and asking it.
export type { ProbeName } from '../probe/probe-name.ts';
export { dryRun } from '../scan/order/dry-run.ts';
export { ALL_PORTS, FAST, parsePorts, topPorts } from '../target/ports.ts';
export * as ranges from '../target/ranges.ts';
export {
  type ResolvedTargets,
  type ResolveTargetsOptions,
  resolveTargets,
  type TargetRequest,
} from '../target/targets.ts';
export { type Finding, type Range, ScanError, type ScanOptions, type ScanSpec, scan } from './scan.ts';
