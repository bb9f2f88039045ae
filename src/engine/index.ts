// The door for other programs, `portolan/engine`: a process that asks networks, and what to ask it.
//
//   const engine = openEngine();
//   for await (const finding of engine.run({ kind: 'scan', spec }, { signal })) console.log(finding);
export type { ListenEvent, ListenOptions } from '../link/listen/types.ts';
export type { ProbeName } from '../probe/probe-name.ts';
export { dryRun } from '../scan/order/dry-run.ts';
export { ScanError } from '../scan/scan-error.ts';
export type { ScanSpec } from '../scan/spec.ts';
export type { TraceEvent, TraceOptions, TraceTarget } from '../scan/trace/types.ts';
export { ALL_PORTS, FAST, parsePorts, topPorts } from '../target/ports.ts';
export type { Range } from '../target/ranges.ts';
export * as ranges from '../target/ranges.ts';
export {
  type ResolvedTargets,
  type ResolveTargetsOptions,
  resolveTargets,
  type TargetRequest,
} from '../target/targets.ts';
export type { Engine, JobControl, ListenJob, PingJob, ScanJob, TraceJob } from './engine.ts';
export { type Keeper, openKeeper } from './keeper.ts';
export { type EngineOptions, openEngine } from './session.ts';
