// Gossip of hashicorp/memberlist (Serf, Consul, Nomad; its source, net.go): a ping for whoever it is: MessagePack of `ping`.
import type { UdpPayload } from '../payload.ts';

/** Comes back as it is. */
export const MEMBERLIST_SEQUENCE = [0x50, 0x74, 0x6c, 0x6e] as const;

const text = (value: string): number[] => [0xa0 | value.length, ...Buffer.from(value)];

export const memberlist: UdpPayload = {
  name: 'memberlist',
  ports: [7946, 8301, 8302, 4648],
  bytes: Uint8Array.of(
    0, // ping
    0x82, // two fields
    ...[...text('SeqNo'), 0xce, ...MEMBERLIST_SEQUENCE],
    ...[...text('Node'), ...text('')],
  ),
};
