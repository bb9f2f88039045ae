// The eBPF assembler for rooms that may not reach down to `native`: what a program is made with, not what loads it.
export { type Assembler, createAssembler, type Operand, type Register, XDP, XDP_MD } from '../native/bpf/index.ts';
