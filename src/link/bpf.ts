// eBPF, for those who may not open the kernel's door themselves.
export * from '../native/bpf/index.ts';
export { openProgramSocket } from '../native/program-socket.ts';
export { interruptThread, threadNumber } from '../native/thread-signal.ts';
