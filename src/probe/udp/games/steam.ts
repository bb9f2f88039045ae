// Steam Remote Play (SteamDatabase/Protobufs, steammessages_remoteclient_discovery.proto): a client on the same network asks who streams.
import type { UdpPayload } from '../payload.ts';

/** Before each message. */
export const STEAM_SIGNATURE = [0xff, 0xff, 0xff, 0xff, 0x21, 0x4c, 0x5f, 0xa0] as const;

export const steamDiscovery: UdpPayload = {
  name: 'steam-discovery',
  ports: [27_036],
  bytes: Uint8Array.of(
    ...STEAM_SIGNATURE,
    ...[4, 0, 0, 0], // length of the header
    ...[0x08, 0x01], // 1: the client's identity
    ...[0x10, 0x00], // 2: discovery
    ...[2, 0, 0, 0], // length of the body
    ...[0x08, 0x01], // 1: the number of the question
  ),
};
