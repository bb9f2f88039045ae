// libvirt over TCP: libvirt's RPC protocol (virnetprotocol.x). Asked is how one logs in.
//
//   packet   length u32, program u32 20008086, version u32 1, procedure u32 (66 AUTH_LIST), type u32 (0 call, 1 reply),
//            serial u32, status u32 (0 good, 1 error); reply: count u32, types u32 each (0 none, 1 SASL, 2 polkit)
import { hex, stands, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const HEADER = 28;
const REPLY = hex('20008086 00000001 00000042 00000001 504f5254');
const TYPES = ['none', 'SASL', 'polkit'];

export const libvirt = defineService({
  name: 'libvirt',
  title: 'libvirt',
  specification: 'libvirt RPC protocol',
  ports: [16509],
  tlsPorts: [16514],
  hello: hex('0000001c 20008086 00000001 00000042 00000000 504f5254 00000000'),
  ownPortsOnly: true,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, REPLY, 4) || u32(bytes, 0) < HEADER || bytes.length < HEADER) return null;
    if (u32(bytes, 24) !== 0) return { confidence: 1, product: 'libvirt', info: 'refuses' };
    const count = Math.min(u32(bytes, HEADER), 8);
    const logins = Array.from({ length: count }, (_, i) => TYPES[u32(bytes, HEADER + 4 + 4 * i)] ?? 'other');
    return {
      confidence: 1,
      product: 'libvirt',
      info: `login: ${logins.join(', ')}`,
      ...(logins.includes('none')
        ? {
            notes: [
              {
                code: 'N_NO_LOGIN' as const,
                text: 'lets anybody run the virtual machines of this host',
                advice: 'set auth_tcp, or use TLS with client certificates or SSH',
              },
            ],
          }
        : {}),
    };
  },
});
