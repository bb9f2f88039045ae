// eDonkey servers: Kulbak, Bickson, "The eMule Protocol Specification", section 6.3. Kademlia of eMule: its source, opcodes.h.
//
//   e3 97, challenge 4 bytes (ours), users u32le, files u32le, most users u32le, ...
//   e4 61, port u16le: ours, as it was seen
import { EDONKEY_CHALLENGE, edonkeyServer, kademlia } from '../../probe/udp/peers/edonkey.ts';
import { stands, u16, u16le, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const STATUS = 0xe397;
const PONG = 0xe461;
const CHALLENGE = Uint8Array.from(EDONKEY_CHALLENGE);

export const edonkey = defineService({
  name: 'edonkey',
  title: 'eDonkey',
  specification: 'The eMule Protocol Specification',
  ports: [],
  udpPorts: [...edonkeyServer.ports, ...kademlia.ports],
  hello: ({ port }) => (kademlia.ports.includes(port) ? kademlia.bytes : edonkeyServer.bytes),

  read({ bytes }): Verdict | null {
    const what = u16(bytes, 0);
    if (what === STATUS && stands(bytes, CHALLENGE, 2) && bytes.length >= 14) {
      const [users, files] = [u32le(bytes, 6), u32le(bytes, 10)];
      return {
        confidence: 1,
        product: 'eDonkey server',
        info: `${users} users, ${files} files`,
        details: { users, files },
      };
    }
    const isPong = what === PONG && bytes.length === 4;
    return isPong ? { confidence: 0.9, service: 'emule-kademlia', details: { seenPort: u16le(bytes, 2) } } : null;
  },
});
