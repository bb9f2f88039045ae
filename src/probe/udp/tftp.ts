// TFTP (RFC 1350 section 5): a read of a file that does not exist is answered by an error. The answer comes from a port that
// the server chooses for it (section 4), so the scan itself does not ask so (payloads.ts); the record in src/service does.
export const TFTP_QUESTION = Uint8Array.of(
  ...[0, 1], // RRQ
  ...[...Buffer.from('portolan-has-no-such-file'), 0],
  ...[...Buffer.from('octet'), 0],
);
