// MGCP (RFC 3435 section 2.3.10): AuditEndpoint of an endpoint that nobody has: the refusal is short, and has our transaction.
import type { UdpPayload } from '../payload.ts';

export const MGCP_TRANSACTION = '504700001';

export const mgcp: UdpPayload = {
  name: 'mgcp',
  ports: [2427, 2727],
  bytes: Uint8Array.from(Buffer.from(`AUEP ${MGCP_TRANSACTION} portolan@example MGCP 1.0\r\n`)),
};
