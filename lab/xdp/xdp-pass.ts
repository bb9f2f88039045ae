// An XDP program that lets everything pass, on an interface of this namespace: someone else's program, for whoever must
// not replace it; and a veth that has one takes frames from XDP at its other end.
//   node xdp-pass.ts INTERFACE [native|generic]
// Says `ready` when it is attached. Ends when its input closes.
import { attachXdp, createAssembler, loadProgram, r0, XDP } from '../../src/native/bpf/index.ts';
import { interfaceIndex } from '../network/interface-index.ts';

const pass = createAssembler('lab_pass').mov(r0, XDP.pass).exit().assemble();
const mode = process.argv[3] === 'generic' ? 'generic' : 'native';
const link = attachXdp(loadProgram(pass, 'xdp'), interfaceIndex(process.argv[2]), mode);
process.stdin.resume().on('close', () => {
  link.close();
  process.exit(0);
});
process.stdout.write('ready\n');
