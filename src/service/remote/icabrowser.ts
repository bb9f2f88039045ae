// Citrix's ICA browser (MetaFrame, Presentation Server, XenApp 6 and before): tells where the farm's servers are. As answers stand in
// Metasploit's modules citrix_published_applications and citrix_published_bruteforce; no document of Citrix describes them.
//
//   0  length of all u16le (48)   2  02, kind 31   4  02fda8e3   8  socket address of the server that answers
//   28  socket address of the farm's first server: family u16le (2), port u16, IPv4 address
import { ICA_BROWSER_MAGIC, icaBrowser as question } from '../../probe/udp/remote/icabrowser.ts';
import { stands, u8, u16, u16le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const LENGTH = 48;
const KIND = 0x31;
const [SERVER_AT, FIRST_AT] = [8, 28];
const AF_INET = 2;

export const icaBrowser = defineService({
  name: 'icabrowser',
  title: 'Citrix ICA browser',
  specification: 'Citrix ICA browser',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (bytes.length !== LENGTH || u16le(bytes, 0) !== LENGTH || u8(bytes, 3) !== KIND) return null;
    if (!stands(bytes, ICA_BROWSER_MAGIC, 4)) return null;
    const [server, first] = [addressAt(bytes, SERVER_AT), addressAt(bytes, FIRST_AT)];
    if (server === null) return null;
    return {
      confidence: 1,
      product: 'Citrix ICA browser',
      ...(first === null ? {} : { info: `first server of its farm: ${first}` }),
      details: { server, ...(first === null ? {} : { farm: first }) },
    };
  },
});

/** `192.0.2.1:1604`; null: none stands there. */
function addressAt(bytes: Uint8Array, at: number): string | null {
  if (u16le(bytes, at) !== AF_INET) return null;
  return `${bytes.subarray(at + 4, at + 8).join('.')}:${u16(bytes, at + 2)}`;
}
