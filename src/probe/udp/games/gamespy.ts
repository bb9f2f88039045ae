// GameSpy's queries. Version 1, which Unreal and its children speak (Unreal Tournament server administration, "UdpServerQuery"): `\info\`.
// Version 4, which Minecraft speaks (minecraft.wiki, "Query"): a handshake, answered by a number that further questions need.
import type { UdpPayload } from '../payload.ts';

/** Comes back as it is. Of each byte only the lower half counts. */
export const GAMESPY_SESSION = [0x00, 0x04, 0x0c, 0x0e] as const;

export const gamespyInfo: UdpPayload = {
  name: 'gamespy-info',
  ports: [7778, 7788, 22_000, 23_000],
  bytes: Uint8Array.from(Buffer.from('\\info\\')),
};

export const gamespyHandshake: UdpPayload = {
  name: 'gamespy-handshake',
  ports: [25_565, 29_900],
  bytes: Uint8Array.of(0xfe, 0xfd, 9, ...GAMESPY_SESSION),
};
