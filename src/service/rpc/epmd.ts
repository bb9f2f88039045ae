// Erlang's port mapper daemon: Erlang distribution protocol, section 14.1 (NAMES_REQ).
//
//   request  length u16, 110; reply: epmd's own port u32, then lines `name NAME at port PORT`
import { clean, hex, textAt, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';

const NODE = /^name ([^\s]{1,64}) at port (\d{1,5})$/;
const NODES_MOST = 32;

export const epmd = defineService({
  name: 'epmd',
  title: 'Erlang port mapper',
  specification: 'Erlang distribution protocol',
  ports: [4369],
  hello: hex('0001 6e'),

  read({ bytes, to, endpoint }) {
    const port = u32(bytes, 0);
    if (to !== 'epmd' || bytes.length < 4 || port < 1 || port > 0xffff) return null;
    const lines = textAt(bytes, 4, 8192)
      .split('\n')
      .filter((line) => line !== '');
    const nodes = lines.slice(0, NODES_MOST).map((line) => NODE.exec(line));
    if (nodes.includes(null)) return null;
    // Four bytes alone: its own port, as everybody has it or as it was reached.
    if (nodes.length === 0 && port !== 4369 && port !== endpoint.port) return null;
    const named = nodes.map((node) => ({ name: clean(node![1]), port: Number(node![2]) }));
    return {
      confidence: nodes.length > 0 ? 1 : 0.9,
      product: 'Erlang Port Mapper Daemon',
      ...(named.length === 0
        ? {}
        : {
            info: named
              .map(({ name, port }) => `${name}:${port}`)
              .slice(0, 6)
              .join(', '),
          }),
      details: { nodes: named },
    };
  },
});
