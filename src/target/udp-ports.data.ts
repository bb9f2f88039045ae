// UDP ports by how much they are worth asking first: Portolan's own ranking, written from IANA's registry and from what
// the protocols are, not from anybody's scan statistics. Most are asked in vain by an empty datagram; those that are
// closed say so.
export const UDP_RANKED: readonly number[] = [
  // What nearly every network has: names, time, addresses, management, file sharing, discovery.
  53, 161, 123, 67, 137, 138, 1900, 5353, 500, 4500, 514, 69, 111, 2049, 389, 88, 464, 68, 5355, 3702,
  // Web over QUIC, tunnels, voice, sign-on, remote control, management controllers.
  443, 1194, 51820, 1701, 5060, 5061, 3478, 1812, 1813, 1645, 1646, 3799, 162, 520, 521, 623, 3389, 1434, 177, 427,
  // Small services of old that answer anybody: the ones to be switched off.
  7, 9, 13, 17, 19, 37, 11211, 5351, 631, 749,
  // Industry, buildings, the Internet of Things.
  47808, 44818, 2222, 34964, 20000, 3671, 9600, 5006, 5683, 5684,
  // Routers and switches, and what watches them.
  2055, 4739, 6343, 1985, 646, 3784, 319, 320, 4789, 8472, 2152, 2123, 6081, 5678, 10001, 20561,
  // Telephony and media.
  5004, 5005, 554, 2427, 2727, 1719, 1718, 4569, 5349, 3544,
  // Clusters, logs, measurements.
  8125, 12201, 25826, 694, 5405, 8301, 8302, 7946, 8600, 1514, 5140, 24224, 546, 547,
  // From here on beyond the first hundred: applications, games, printers, home devices.
  80, 853, 4433, 8443, 41641, 9987, 27015, 19132, 25565, 64738, 3074, 6881, 22000, 21027, 32410, 32412, 32414, 17500,
  8610, 8612, 3289, 1604, 5632, 3283, 192, 10000, 10080, 497, 407, 49, 42, 512, 513, 517, 518, 750, 2048, 2967, 3391,
  5093, 6514, 9995, 9996, 3785, 1967, 5050, 5350, 135, 445, 1027, 1028, 1029, 1030, 32768, 32769, 32770, 32771, 33434,
  49152, 49153, 49154,
];
