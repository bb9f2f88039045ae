// RakNet, as Minecraft's Bedrock edition uses it: minecraft.wiki, "RakNet", unconnected ping. What every client sends for its list.
import type { UdpPayload } from '../payload.ts';

/** A time, which comes back as it is. */
export const BEDROCK_TIME = Uint8Array.from(Buffer.from('portolan'));
/** What every offline message of RakNet has. */
// biome-ignore format: bytes
export const RAKNET_MAGIC = Uint8Array.of(
  0x00, 0xff, 0xff, 0x00, 0xfe, 0xfe, 0xfe, 0xfe, 0xfd, 0xfd, 0xfd, 0xfd, 0x12, 0x34, 0x56, 0x78,
);

export const bedrock: UdpPayload = {
  name: 'bedrock',
  ports: [19_132, 19_133],
  bytes: Uint8Array.of(
    0x01, // unconnected ping
    ...BEDROCK_TIME,
    ...RAKNET_MAGIC,
    ...[0, 0, 0, 0, 0, 0, 0, 1], // the client's identity
  ),
};
