// BitTorrent's DHT (BEP 5): a ping by whom nobody takes into his table (BEP 43: `ro`).
import type { UdpPayload } from '../payload.ts';

/** The transaction, which comes back. */
export const DHT_TRANSACTION = 'PO';

export const dht: UdpPayload = {
  name: 'dht',
  ports: [6881, 6882, 6889, 51_413],
  bytes: Uint8Array.from(
    Buffer.from(`d1:ad2:id20:portolan-asks-a-nodee1:q4:ping2:roi1e1:t2:${DHT_TRANSACTION}1:y1:qe`),
  ),
};
