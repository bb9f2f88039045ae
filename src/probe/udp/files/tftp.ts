// TFTP (RFC 1350 section 5): a read of a file that does not exist is answered by an error. The answer comes from a port that
// the server chooses for it (section 4): the scan would take that one for open. So the scan itself sends what no server answers,
// an error (section 7), which a closed port refuses all the same; the record in src/service asks.
import type { UdpPayload } from '../payload.ts';

export const tftp: UdpPayload = {
  name: 'tftp-error',
  ports: [69],
  bytes: Uint8Array.of(...[0, 5], ...[0, 0], 0), // ERROR: not defined, no text
};

export const TFTP_QUESTION = Uint8Array.of(
  ...[0, 1], // RRQ
  ...[...Buffer.from('portolan-has-no-such-file'), 0],
  ...[...Buffer.from('octet'), 0],
);
