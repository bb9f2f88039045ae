/** What stands below the options of `portolan listen --help`. */
export const LISTEN_HELP_AFTER = `
Hears ARP, mDNS, SSDP, NetBIOS, LLMNR, DHCP, WS-Discovery, LLDP, CDP, MikroTik's and Ubiquiti's discovery,
IPv6 neighbours, routers and listeners to groups. A host is one that spoke itself, with an address of a network
of ours; its IPv6 addresses join it by its MAC address. Two machines with one address are told of, and so is a
machine of which no address of ours is known (a switch at the end of the cable). Groups that a switch passes on
only to those who joined them (IGMP snooping) are not heard: to join would be to send.

Examples:
  sudo portolan listen                   until Ctrl-C, then the table
  sudo portolan listen -i eth0 --for 60
  sudo portolan listen --json | jq .     each host and each word as it is heard

Needs the right to open raw sockets (CAP_NET_RAW): "portolan doctor" says how to get it.

Exit codes: 0 finished, also by Ctrl-C; 1 failed, 2 wrong use, 3 no permission;
141 the reader of the results went away.`;
