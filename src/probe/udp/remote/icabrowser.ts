// Citrix's ICA browser: what its Program Neighborhood client sends to find a server. No document of Citrix describes it; the bytes are those that
// Metasploit's modules citrix_published_applications and citrix_published_bruteforce begin with (offset 0 is the length). It asks who is there, and not for the lists of servers or applications that follow, which are long.
import type { UdpPayload } from '../payload.ts';

/** How every message goes on behind its length, version and kind. */
export const ICA_BROWSER_MAGIC = Uint8Array.of(0x02, 0xfd, 0xa8, 0xe3);

export const icaBrowser: UdpPayload = {
  name: 'icabrowser',
  ports: [1604],
  bytes: Uint8Array.of(...[32, 0], 1, 0x30, ...ICA_BROWSER_MAGIC, ...new Uint8Array(24)),
};
