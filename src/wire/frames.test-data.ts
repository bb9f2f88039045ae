// Frames captured between two Linux hosts (198.18.77.1 = 02:00:5e:00:53:01 and .2 = ...:02) with offloads switched off,
// so every checksum in them was made by somebody else. The VLAN tags were put in by hand.

function frame(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
}

export const ADDRESS_1 = 0xc6124d01;
export const ADDRESS_2 = 0xc6124d02;
export const MAC_1 = frame('02005e005301');
export const MAC_2 = frame('02005e005302');

/** Where the IPv4 header, and what it carries, begin in these frames. */
export const IP = 14;
export const TRANSPORT = 34;

export const ARP_REQUEST = frame(`
  ffffffffffff 02005e005301 0806
  0001 0800 06 04 0001 02005e005301 c6124d01 000000000000 c6124d02`);

export const ARP_REPLY = frame(`
  02005e005301 02005e005302 0806
  0001 0800 06 04 0002 02005e005302 c6124d02 02005e005301 c6124d01`);

/** Half-open probe of a scanner, port 36754 to 8080. */
export const SYN = frame(`
  02005e005302 02005e005301 0800
  4500002c f2f40000 3206 6faf c6124d01 c6124d02
  8f92 1f90 010550eb 00000000 60 02 0400 6ceb 0000 020405b4`);

/** Linux's answer to it, port open. */
export const SYN_ACK = frame(`
  02005e005301 02005e005302 0800
  4500002c 00004000 4006 14a4 c6124d02 c6124d01
  1f90 8f92 4ca6af9c 010550ec 60 12 faf0 79a6 0000 020405b4`);

/** Linux's answer to a connect(2): maximum segment size, SACK permitted, timestamps, nop, window scale. */
export const SYN_ACK_OPTIONS = frame(`
  02005e005301 02005e005302 0800
  4500003c 00004000 4006 1494 c6124d02 c6124d01
  1f90 90a6 e431e05e 675dbeb2 a0 12 fe88 a112 0000 020405b4 0402 080a636320556d32f666 01 03030a`);

/** Linux's answer from a closed port. */
export const RST_ACK = frame(`
  02005e005301 02005e005302 0800
  45000028 00004000 4006 14a8 c6124d02 c6124d01
  0051 8f92 00000000 010550ec 50 14 0000 a7d3 0000`);

/** Port 38412 to 5353, "chart". */
export const UDP = frame(`
  02005e005302 02005e005301 0800
  45000021 797b4000 4011 9b28 c6124d01 c6124d02
  960c 14e9 000d f5da 6368617274`);

/** The answer to it: port unreachable, the whole packet quoted. */
export const PORT_UNREACHABLE = frame(`
  02005e005301 02005e005302 0800
  45c0003d 98f20000 4001 bae5 c6124d02 c6124d01
  03 03 2344 00000000
  45000021 797b4000 4011 9b28 c6124d01 c6124d02
  960c 14e9 000d f5da 6368617274`);

/** "portolan", identifier 0x1234, sequence 1. */
export const ECHO = frame(`
  02005e005302 02005e005301 0800
  45000024 c35a4000 4001 5156 c6124d01 c6124d02
  08 00 320c 1234 0001 706f72746f6c616e`);

export const ECHO_REPLY = frame(`
  02005e005301 02005e005302 0800
  45000024 98f30000 4001 bbbd c6124d02 c6124d01
  00 00 3a0c 1234 0001 706f72746f6c616e`);

/** 802.1Q: priority 5, VLAN 10. */
export const TAGGED = frame('02005e005301 02005e005302 8100 a00a 0800 45');

/** 802.1ad VLAN 20 drop eligible, in it 802.1Q VLAN 4094. */
export const DOUBLE_TAGGED = frame('02005e005301 02005e005302 88a8 1014 8100 0ffe 0806 0001');
