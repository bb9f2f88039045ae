// Dahua's discovery, as its ConfigTool speaks it (open implementations of it, the Home Assistant integration "dahua" among them): a header of
// 32 bytes, and JSON.
import type { UdpPayload } from '../payload.ts';

const BODY = Buffer.from('{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n');

export const dahua: UdpPayload = {
  name: 'dahua',
  ports: [37_810],
  bytes: Uint8Array.of(
    ...[32, 0, 0, 0], // the header's length
    ...Buffer.from('DHIP'),
    ...[0, 0, 0, 0, 0, 0, 0, 0],
    ...[BODY.length, 0, 0, 0, 0, 0, 0, 0],
    ...[BODY.length, 0, 0, 0, 0, 0, 0, 0],
    ...BODY,
  ),
};
