// eBPF: assemble a program, load it, attach it, share memory with it.
export { type Assembler, createAssembler, type MapReference } from './assembler.ts';
export { DEVMAP_XMIT, RING_BUFFER_WAKE, SK_BUFF, UPDATE, XDP, XDP_MD } from './contexts.data.ts';
export { disassemble, explain } from './disassembler.ts';
export { BpfError } from './error.ts';
export type { HelperName } from './helpers.data.ts';
export { type LoadedProgram, loadProgram, type ProgramKind, verifierLog } from './load.ts';
export {
  type BpfMap,
  createArray,
  createMap,
  createPerCpuArray,
  indexKey,
  lookup,
  type MapKind,
  type MapOptions,
  type MappedArray,
  mapArray,
  remove,
  sumCounters,
  update,
} from './maps.ts';
export type { Program } from './program.ts';
export * from './registers.ts';
export { openRingBuffer, type RingBuffer } from './ring-buffer.ts';
export { createLiveRun, type LiveOptions, type LiveRun, type TestResult, testRun } from './test-run.ts';
export { attachTracepoint } from './tracepoint.ts';
export { attachXdp, type XdpLink, type XdpMode } from './xdp-link.ts';
