// What each TCP/IP stack answers to a SYN with MSS, SACK permitted, timestamps and window scale, to a SYN to a closed port, and
// to an echo request with a code that means nothing: how likely it is to show which word of traits.ts. What a row does not name
// is as unlikely as the trait is hard to change (likelihood.data.ts); a trait that a row does not have tells nothing of it.
//
// Written from sources and documents that are public; each row says which. `share`: how often it is met, among those named here.
import type { ClueFact } from '../../finding/finding.ts';
import type { Trait } from './traits.ts';

/** By word; `other`: any that is not named, where that is not as usual (likelihood.data.ts). */
export type Expected = Readonly<Record<string, number>>;

export interface Signature {
  readonly stack: string;
  readonly family: NonNullable<ClueFact['family']>;
  readonly share: number;
  readonly shows: Readonly<Partial<Record<Trait, Expected>>>;
  /** Where that is published. */
  readonly seenIn: string;
}

/** Every option aligned to words of its own, and SACK permitted in the padding of timestamps: tcp_options_write. */
const LINUX_LAYOUT: Expected = {
  MSTNW: 0.86,
  MNNSNW: 0.06,
  MST: 0.02,
  MNNTNW: 0.02,
  M: 0.01,
  MNNS: 0.01,
  MNNT: 0.005,
  MNW: 0.005,
};
/** net.ipv4.ip_default_ttl. */
const LINUX_TTL: Expected = { 64: 0.93, 128: 0.03, 255: 0.03 };
/** icmp_echo returns the request but for its type; its socket may be fragmented (IP_PMTUDISC_DONT), and so has a number. */
const LINUX_REST: Signature['shows'] = {
  ttl: LINUX_TTL,
  fragment: { df: 0.98 },
  id: { zero: 0.97 },
  resetWindow: { none: 0.99 },
  resetFragment: { df: 0.95 },
  resetId: { zero: 0.95 },
  echoCode: { kept: 0.99 },
  echoFragment: { may: 0.97 },
  echoId: { some: 0.97 },
  echoTtl: { same: 0.97 },
};

/** tcp_addoptions: by alignment alone, ended and padded by zeros. */
const FREEBSD_LAYOUT: Expected = {
  MNWST: 0.9,
  MNWSE: 0.05,
  MNWNNT: 0.01,
  MST: 0.01,
  MSE: 0.005,
  M: 0.005,
  MNW: 0.005,
  MNNT: 0.005,
};
/** icmp_reflect: the request itself goes back, its fragment bit as it was. */
const BSD_REST: Signature['shows'] = {
  resetWindow: { none: 0.99 },
  echoCode: { kept: 0.99 },
  echoFragment: { df: 0.8 },
};
const FREEBSD_SHOWS: Signature['shows'] = {
  ...BSD_REST,
  layout: FREEBSD_LAYOUT,
  ttl: { 64: 0.97 },
  fragment: { df: 0.97 },
  window: { 65535: 0.85 },
  scale: { 6: 0.7, 3: 0.08, 7: 0.06, 8: 0.04, 4: 0.03 },
  id: { zero: 0.75, steps: 0.15, random: 0.08 },
  clock: { 1000: 0.45, random: 0.5, 100: 0.03 },
  resetFragment: { df: 0.9 },
  echoTtl: { same: 0.95 },
};

const NETBSD_SHOWS: Signature['shows'] = {
  ...BSD_REST,
  layout: { MNWST: 0.9, MNWS: 0.03, MNWSE: 0.03, M: 0.01 },
  ttl: { 64: 0.97 },
  fragment: { df: 0.6, may: 0.4 },
  window: { 32768: 0.9 },
  scale: { 3: 0.7, 0: 0.1, 4: 0.05, 5: 0.05 },
  id: { random: 0.8, zero: 0.1, steps: 0.1 },
  clock: { slow: 0.9, random: 0.08 },
  echoTtl: { 255: 0.95 },
};

/** Options padded by NOP, no SACK; identifications counted, for all packets. */
const BSD_44_SHOWS: Signature['shows'] = {
  ...BSD_REST,
  layout: { M: 0.5, MNWNNT: 0.35, MNW: 0.1 },
  ttl: { 64: 0.95 },
  fragment: { may: 0.9, df: 0.1 },
  window: { 8192: 0.7, 60000: 0.1, segments: 0.1 },
  scale: { 0: 0.9 },
  id: { steps: 0.97 },
  clock: { slow: 0.85, 100: 0.05 },
  resetId: { some: 0.95 },
  echoFragment: { may: 0.5, df: 0.5 },
  echoTtl: { 255: 0.7, same: 0.28 },
};

/** Set on reply: the code of an echo is 0 whatever was asked. */
const WINDOWS_ECHO: Signature['shows'] = {
  echoCode: { cleared: 0.99 },
  echoFragment: { may: 0.75, df: 0.25 },
  echoId: { some: 0.97 },
  echoTtl: { same: 0.97 },
};

export const SIGNATURES: readonly Signature[] = [
  {
    stack: 'Linux 4.10 and later',
    family: 'linux',
    share: 0.34,
    shows: {
      ...LINUX_REST,
      layout: LINUX_LAYOUT,
      window: { '45x': 0.5, '44x': 0.5, '30x': 0.1, '20x': 0.15, '10x': 0.1, segments: 0.3, 65535: 0.08, 65483: 0.02 },
      scale: { 7: 0.55, 8: 0.1, 9: 0.1, 10: 0.08, 6: 0.06, 5: 0.03, 11: 0.02, 4: 0.02, 13: 0.01 },
      clock: { 1000: 0.75, random: 0.23 },
    },
    seenIn:
      'Linux net/ipv4/tcp_output.c (tcp_synack_options, tcp_options_write, tcp_select_initial_window), tcp_ipv4.c, icmp.c, core/secure_seq.c; Documentation/networking/ip-sysctl.rst',
  },
  {
    stack: 'Linux 2.6 to 4.9',
    family: 'linux',
    share: 0.05,
    shows: {
      ...LINUX_REST,
      layout: LINUX_LAYOUT,
      window: { '20x': 0.4, '10x': 0.2, '4x': 0.2, segments: 0.4 },
      scale: { 7: 0.4, 6: 0.15, 5: 0.12, 4: 0.06, 3: 0.05, 2: 0.05, 8: 0.04, 9: 0.04, 1: 0.03, 0: 0.04 },
      clock: { 1000: 0.35, 250: 0.4, 100: 0.2 },
    },
    seenIn:
      'Linux 2.6.32, 3.10 and 4.4: net/ipv4/tcp_output.c, include/net/tcp.h (jiffies as the clock); RFC 3390, RFC 6928',
  },
  {
    stack: 'Linux 2.4',
    family: 'linux',
    share: 0.005,
    shows: {
      ...LINUX_REST,
      layout: LINUX_LAYOUT,
      window: { '4x': 0.8, segments: 0.9 },
      scale: { 0: 0.95 },
      clock: { 100: 0.95 },
      echoTtl: { same: 0.6, 255: 0.38 },
    },
    seenIn: 'Linux 2.4.37: net/ipv4/tcp_output.c, icmp.c',
  },
  {
    stack: 'Windows Vista and later',
    family: 'windows',
    share: 0.22,
    shows: {
      ...WINDOWS_ECHO,
      layout: { MNWST: 0.55, MNWNNS: 0.38, MNNS: 0.003, MNW: 0.003, M: 0.003, MNWNNT: 0.005 },
      ttl: { 128: 0.97, other: 0.007 },
      fragment: { df: 0.97 },
      window: { 65535: 0.5, 8192: 0.35, segments: 0.1, 64000: 0.02 },
      scale: { 8: 0.9, 2: 0.02, 0: 0.03, 7: 0.01 },
      id: { steps: 0.88, random: 0.08, zero: 0.02 },
      clock: { 1000: 0.5, 100: 0.35, random: 0.1 },
      resetWindow: { none: 0.99 },
      resetFragment: { df: 0.95 },
      resetId: { some: 0.93 },
    },
    seenIn:
      'Microsoft Learn, Description of Windows TCP features, Set-NetTCPSetting; O. Arkin, ICMP Usage in Scanning (2000), on the code; J. Daymude and others, arXiv:2406.06483, on the identification',
  },
  {
    stack: 'Windows XP and 2003',
    family: 'windows',
    share: 0.01,
    shows: {
      ...WINDOWS_ECHO,
      layout: { MNWNNTNNS: 0.75, MNNS: 0.12, MNWNNS: 0.08, M: 0.02 },
      ttl: { 128: 0.97, other: 0.007 },
      fragment: { df: 0.95 },
      window: { 65535: 0.4, 16384: 0.25, segments: 0.3 },
      scale: { 0: 0.9, 2: 0.05, 1: 0.03 },
      id: { steps: 0.97 },
      clock: { stands: 0.95, other: 0.007 },
      resetWindow: { none: 0.99 },
      resetFragment: { may: 0.5, df: 0.5 },
      resetId: { some: 0.98 },
    },
    seenIn:
      'Microsoft, TCP/IP Implementation Details for Windows Server 2003 (TcpWindowSize, Tcp1323Opts, DefaultTTL); O. Arkin, ICMP Usage in Scanning (2000)',
  },
  {
    stack: 'Apple macOS and iOS',
    family: 'apple',
    share: 0.08,
    shows: {
      ...BSD_REST,
      layout: { MNWNNTSE: 0.95, MNWSE: 0.02, MNWNNT: 0.01, M: 0.005 },
      ttl: { 64: 0.98 },
      fragment: { df: 0.97 },
      window: { 65535: 0.93 },
      scale: { 6: 0.45, 5: 0.2, 7: 0.1, 4: 0.06, 3: 0.08, 1: 0.04, 8: 0.03 },
      id: { zero: 0.7, random: 0.25, steps: 0.05 },
      clock: { 1000: 0.5, random: 0.45, 10: 0.03 },
      echoTtl: { same: 0.97 },
    },
    seenIn: 'xnu bsd/netinet/tcp_output.c, tcp_subr.c, ip_id.c (rfc6864), ip_icmp.c (icmp_reflect)',
  },
  {
    stack: 'FreeBSD',
    family: 'freebsd',
    share: 0.04,
    shows: FREEBSD_SHOWS,
    seenIn: 'FreeBSD sys/netinet/tcp_output.c (tcp_addoptions), tcp_syncache.c, ip_id.c (ip_fillid), ip_icmp.c',
  },
  {
    stack: 'PlayStation (FreeBSD 9)',
    family: 'playstation',
    share: 0.004,
    shows: FREEBSD_SHOWS,
    seenIn: 'Sony, Open Source Software used in PlayStation 4 (FreeBSD kernel): as FreeBSD',
  },
  {
    stack: 'VMware ESXi (FreeBSD)',
    family: 'vmware-esxi',
    share: 0.006,
    shows: FREEBSD_SHOWS,
    seenIn: 'VMware, open source licences of ESXi (the TCP/IP stack of FreeBSD): as FreeBSD',
  },
  {
    stack: 'Junos (FreeBSD)',
    family: 'junos',
    share: 0.004,
    shows: { ...FREEBSD_SHOWS, window: { 65535: 0.4, 16384: 0.4 }, scale: { 0: 0.5, 6: 0.2, 3: 0.1, 1: 0.1 } },
    seenIn: 'Juniper, Junos OS Architecture Overview (FreeBSD kernel): as FreeBSD',
  },
  {
    stack: 'OpenBSD',
    family: 'openbsd',
    share: 0.01,
    shows: {
      ...BSD_REST,
      layout: { MNNSNWNNT: 0.96, MNNSNW: 0.01, MNWNNT: 0.01, M: 0.005 },
      ttl: { 64: 0.85, 255: 0.13 },
      fragment: { df: 0.95 },
      window: { 16384: 0.93 },
      scale: { 6: 0.5, 3: 0.35, 0: 0.1 },
      id: { random: 0.97 },
      clock: { slow: 0.3, random: 0.4, 1000: 0.28 },
      resetId: { some: 0.98 },
      echoTtl: { 255: 0.96 },
    },
    seenIn: 'OpenBSD sys/netinet/tcp_output.c, tcp_input.c (syn_cache_respond), ip_id.c, ip_icmp.c',
  },
  {
    stack: 'NetBSD',
    family: 'netbsd',
    share: 0.01,
    shows: NETBSD_SHOWS,
    seenIn: 'NetBSD sys/netinet/tcp_syncache.c (syn_cache_respond), tcp_timer.h (PR_SLOWHZ), ip_id.c, ip_icmp.c',
  },
  {
    stack: 'QNX (NetBSD)',
    family: 'qnx',
    share: 0.003,
    shows: NETBSD_SHOWS,
    seenIn: 'QNX, io-pkt Core Networking (derived from the stack of NetBSD): as NetBSD',
  },
  {
    stack: 'Solaris 11 and illumos',
    family: 'solaris',
    share: 0.008,
    shows: {
      layout: { STMNW: 0.94, NNTMNW: 0.02, MNNSNW: 0.02, STM: 0.005, M: 0.005 },
      ttl: { 64: 0.95 },
      fragment: { df: 0.97 },
      window: { segments: 0.7, 65535: 0.1, 64240: 0.1, 49232: 0.3 },
      scale: { 0: 0.2, 1: 0.15, 2: 0.2, 5: 0.2, 4: 0.1, 3: 0.05 },
      id: { steps: 0.9, zero: 0.05, random: 0.04 },
      clock: { 100: 0.85, 1000: 0.1 },
      resetWindow: { none: 0.99 },
      echoCode: { kept: 0.97 },
      echoTtl: { 255: 0.95 },
    },
    seenIn: 'illumos usr/src/uts/common/inet/tcp/tcp_output.c (tcp_xmit_mp_aux_iss), tcp_tunables.c, ip/icmp.c',
  },
  {
    stack: 'Solaris 8 to 10',
    family: 'solaris',
    share: 0.003,
    shows: {
      layout: { NNTMNWNNS: 0.95, MNNSNW: 0.01, MNWNNS: 0.01, NNTM: 0.01, M: 0.005 },
      ttl: { 64: 0.93, 255: 0.05 },
      fragment: { df: 0.97 },
      window: { segments: 0.8, 49232: 0.4 },
      scale: { 0: 0.85, 1: 0.08 },
      id: { steps: 0.95 },
      clock: { 100: 0.95 },
      resetWindow: { none: 0.99 },
      echoCode: { kept: 0.97 },
      echoTtl: { 255: 0.97 },
    },
    seenIn:
      'Sun, Solaris Tunable Parameters Reference Manual (tcp_recv_hiwat 49,152, tcp_ipv4_ttl 64); OpenSolaris inet/tcp/tcp.c',
  },
  {
    stack: 'lwIP',
    family: 'lwip',
    share: 0.06,
    shows: {
      layout: { M: 0.94, MNNS: 0.02, MNWNNS: 0.01, MNW: 0.01, MNNT: 0.01 },
      ttl: { 255: 0.55, 64: 0.4, 128: 0.03 },
      fragment: { may: 0.99 },
      window: { '4x': 0.5, '2x': 0.1, '8x': 0.05, segments: 0.7, 5744: 0.2, 5760: 0.2 },
      scale: { 0: 0.4, 2: 0.1, 3: 0.1 },
      id: { steps: 0.98 },
      resetWindow: { some: 0.98 },
      resetFragment: { may: 0.99 },
      resetId: { some: 0.98 },
      echoCode: { kept: 0.98 },
      echoFragment: { may: 0.7, df: 0.25 },
      echoTtl: { 255: 0.9, same: 0.5 },
    },
    seenIn:
      'lwIP src/core/tcp_out.c (tcp_rst sends TCP_WND), ipv4/ip4.c (ip_id), ipv4/icmp.c, include/lwip/opt.h; Espressif esp-lwip (IP_DEFAULT_TTL 64)',
  },
  {
    stack: 'FreeRTOS+TCP',
    family: 'freertos',
    share: 0.015,
    shows: {
      layout: { MNWNNS: 0.8, M: 0.19 },
      ttl: { 128: 0.93, 64: 0.05 },
      fragment: { may: 0.6, df: 0.4 },
      scale: { 0: 0.6, 1: 0.2, 2: 0.1, 3: 0.05 },
      window: { segments: 0.6, 8192: 0.05, 65535: 0.02 },
      id: { steps: 0.9, zero: 0.08 },
      echoCode: { kept: 0.97 },
    },
    seenIn:
      'FreeRTOS-Plus-TCP FreeRTOS_TCP_Transmission.c (prvSetSynAckOptions), FreeRTOSIPConfigDefaults.h (ipconfigTCP_TIME_TO_LIVE 128), FreeRTOS_ICMP.c',
  },
  {
    stack: 'VxWorks (4.4BSD)',
    family: 'vxworks',
    share: 0.008,
    shows: BSD_44_SHOWS,
    seenIn:
      "Wind River, VxWorks Network Programmer's Guide (4.4BSD stack, tcp_recvspace 8,192); 4.4BSD-Lite2 sys/netinet/tcp_output.c, ip_icmp.c",
  },
  {
    stack: 'another descendant of 4.4BSD, in a device',
    family: 'embedded',
    share: 0.03,
    shows: { ...BSD_44_SHOWS, window: { 8192: 0.35, 4096: 0.1, 16384: 0.1, 32768: 0.1, segments: 0.3 } },
    seenIn: '4.4BSD-Lite2 sys/netinet/tcp_output.c, tcp_usrreq.c, ip_output.c, ip_icmp.c: as VxWorks',
  },
  {
    stack: 'NetX (ThreadX)',
    family: 'embedded',
    share: 0.01,
    shows: {
      layout: { ME: 0.9, MWE: 0.08 },
      ttl: { 128: 0.95 },
      fragment: { may: 0.8, df: 0.2 },
      id: { steps: 0.9, random: 0.08 },
      resetWindow: { none: 0.7, some: 0.3 },
      echoCode: { kept: 0.9 },
      echoTtl: { same: 0.95 },
    },
    seenIn:
      'Eclipse ThreadX NetX nx_tcp_packet_send_syn.c (a word of MSS, a word of its end), nx_api.h (NX_IP_TIME_TO_LIVE 128)',
  },
  {
    stack: 'uIP (Contiki)',
    family: 'embedded',
    share: 0.01,
    shows: {
      layout: { M: 0.99 },
      ttl: { 64: 0.95 },
      fragment: { may: 0.99 },
      window: { '1x': 0.6, segments: 0.75 },
      id: { steps: 0.98 },
      resetWindow: { ours: 0.97 },
      resetId: { some: 0.97 },
      echoCode: { kept: 0.98 },
      echoTtl: { same: 0.9 },
    },
    seenIn: 'uIP uip.c (a RST goes back in what asked, its window with it), uipopt.h (UIP_TTL 64, UIP_RECEIVE_WINDOW)',
  },
  {
    stack: 'Cisco IOS',
    family: 'cisco-ios',
    share: 0.03,
    shows: {
      layout: { M: 0.98 },
      ttl: { 255: 0.98 },
      fragment: { may: 0.97 },
      window: { 4128: 0.95 },
      id: { random: 0.45, steps: 0.4, zero: 0.12 },
      resetWindow: { none: 0.97 },
      resetFragment: { may: 0.97 },
      echoCode: { kept: 0.9 },
      echoTtl: { same: 0.98 },
    },
    seenIn: 'Cisco IOS IP Application Services Command Reference (ip tcp window-size: 4,128; ip tcp mss)',
  },
  {
    stack: 'AIX',
    family: 'aix',
    share: 0.004,
    shows: {
      layout: { M: 0.5, MNWNNT: 0.2, MNNS: 0.1, MNW: 0.05, MNWNNTNNS: 0.02, MNNSNWNNT: 0.02 },
      ttl: { 60: 0.97 },
      window: { 65535: 0.4, 16384: 0.4, segments: 0.2 },
      id: { steps: 0.95 },
      clock: { slow: 0.9 },
      echoCode: { kept: 0.9 },
      echoTtl: { 255: 0.95 },
    },
    seenIn: 'IBM, AIX Commands Reference, no (tcp_ttl 60, tcp_recvspace 16,384, rfc1323, sack)',
  },
];
