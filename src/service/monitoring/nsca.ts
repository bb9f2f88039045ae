// Nagios NSCA: its first packet (include/common.h of its source). The server greets with what the client is to encrypt with.
//
//   initialisation vector 128 bytes, timestamp u32: seconds since 1970
import { u32 } from '../bytes.ts';
import { defineService } from '../service.ts';

const VECTOR = 128;
const SECONDS_OFF = 86_400;

export const nsca = defineService({
  name: 'nsca',
  title: 'Nagios Service Check Acceptor',
  specification: 'NSCA init packet, version 3',
  ports: [5667],

  read({ bytes, sent }) {
    if (sent !== null || bytes.length !== VECTOR + 4) return null;
    if (Math.abs(u32(bytes, VECTOR) - Date.now() / 1000) > SECONDS_OFF) return null;
    // Random bytes: not text, and not the same again and again.
    if (new Set(bytes.subarray(0, VECTOR)).size < 48) return null;
    return { confidence: 0.85, product: 'Nagios NSCA' };
  },
});
