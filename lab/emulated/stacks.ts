// TCP/IP stacks, by what their sources and manuals say of them.
import type { OptionLayout, Stack } from './host.ts';

/** Linux: net/ipv4/tcp_output.c, tcp_synack_options and tcp_options_write. */
const LINUX_OPTIONS: OptionLayout = [
  ['', 'M'],
  ['st', 'S T'],
  ['!st', 'N N T'],
  ['s!t', 'N N S'],
  ['w', 'N W'],
];
/** FreeBSD: sys/netinet/tcp_output.c, tcp_addoptions. NetBSD: sys/netinet/tcp_syncache.c, syn_cache_respond, lays them out alike. */
const BSD_OPTIONS: OptionLayout = [
  ['', 'M'],
  ['w', 'N W'],
  ['st', 'S T'],
  ['!st', 'N N T'],
  ['s!t', 'S E'],
];
/** OpenBSD: sys/netinet/tcp_output.c. */
const OPENBSD_OPTIONS: OptionLayout = [
  ['', 'M'],
  ['s', 'N N S'],
  ['w', 'N W'],
  ['t', 'N N T'],
];
/** xnu: bsd/netinet/tcp_output.c. */
const APPLE_OPTIONS: OptionLayout = [
  ['', 'M'],
  ['w', 'N W'],
  ['t', 'N N T'],
  ['s', 'S E'],
];
/** Captures of Windows 10 and later; timestamps are allowed where asked for ("netsh interface tcp show global": RFC 1323 Timestamps). */
const WINDOWS_OPTIONS: OptionLayout = [
  ['', 'M'],
  ['w', 'N W'],
  ['st', 'S T'],
  ['!st', 'N N T'],
  ['s!t', 'N N S'],
];

/**
 * ip-sysctl.rst: TTL 64 (ip_default_ttl), one ICMP error a second to each asker (icmp_ratelimit) after a burst of six (inet_peer_xrlim_allow).
 * A SYN-ACK has no number (ip_build_and_send_pkt). An error quotes what fits 576 bytes (net/ipv4/icmp.c).
 */
function linux(window: number, windowWithTimestamps: number, windowScale: number, timestampRate = 1000): Stack {
  return {
    // tcp_ecn 2; tcp_rcv_state_process discards SYN with FIN.
    ...{ ecn: true, takesSynFin: false },
    ...{ ttl: 64, window, windowWithTimestamps, mss: 1460, windowScale, options: LINUX_OPTIONS, timestampRate },
    dontFragment: true,
    identification: { handshake: 'zero', reset: 'zero', other: 'counter' },
    icmp: {
      echo: { code: 'same', dontFragment: false },
      timestamp: true,
      quoted: 528,
      errorLimit: { burst: 6, perSecond: 1 },
    },
  };
}

/** Since 4.20 a SYN-ACK offers 64 kB (commit a337531b942b): 44 segments of 1460, 45 of 1448. */
export const linux5 = linux(64_240, 65_160, 7);
/** 3.10 to 4.19: 20 segments (include/net/tcp.h, TCP_INIT_CWND; tcp_default_init_rwnd). */
export const linux3 = linux(29_200, 28_960, 7);
/** 2.6.39 to 3.9: 10 segments. */
export const linux26 = linux(14_600, 14_480, 4, 250);
/** Before 2.6.39: 4 segments (tcp_select_initial_window). */
export const linuxOld = linux(5840, 5792, 2, 100);
/** Android: the scale follows its larger buffers (system/core, init.rc: net.tcp.buffersize). */
export const android = linux(65_535, 65_535, 9);

/** TTL 128 ("DefaultTTL", Microsoft, "TCP/IP and NBT configuration parameters"); the firewall refuses nothing unasked. */
function windows(window: number): Stack {
  return {
    ...{
      ttl: 128,
      window,
      mss: 1460,
      windowScale: 8,
      options: WINDOWS_OPTIONS,
      // "ECN Capability: disabled" of netsh.
      ecn: false,
      takesSynFin: true,
      timestampRate: 1000,
      dontFragment: true,
    },
    identification: { handshake: 'counter', reset: 'counter', other: 'counter' },
    icmp: { echo: { code: 'zero', dontFragment: false }, timestamp: false, quoted: 8, errorLimit: null },
  };
}

export const windows10 = windows(65_535);
export const windows2012 = windows(8192);

/** sysctl: net.inet.icmp.icmplim 200, icmp.quotelen 8, ip.rfc6864 (no number where nothing may be fragmented). */
export const freebsd: Stack = {
  ...{ ttl: 64, window: 65_535, mss: 1460, windowScale: 6, options: BSD_OPTIONS, timestampRate: 1000 },
  // net.inet.tcp.ecn.enable 2 (where asked for), net.inet.tcp.drop_synfin 0.
  ...{ ecn: true, takesSynFin: true },
  dontFragment: true,
  identification: { handshake: 'zero', reset: 'zero', other: 'random' },
  icmp: {
    echo: { code: 'same', dontFragment: false },
    timestamp: true,
    quoted: 8,
    errorLimit: { burst: 200, perSecond: 200 },
  },
};

/**
 * PlayStation 4 and 5: FreeBSD 9 (Sony, open source notice; snellman.net 2017-08-19 on the PS4's downloads), whose packets are numbered one
 * after the other even where they may not be fragmented (sys/netinet/ip_id.c, net.inet.ip.random_id 0; rfc6864 came later), and which gives
 * nobody ECN (tcp_subr.c, net.inet.tcp.ecn.enable 0).
 */
export const playstationOs: Stack = {
  ...freebsd,
  ecn: false,
  identification: { handshake: 'counter', reset: 'counter', other: 'counter' },
};

/**
 * VMware ESXi: the stack of FreeBSD (VMware, open source disclosure of ESXi). Which scale it offers, and whether it gives ECN, is published
 * nowhere that was found: as FreeBSD.
 */
export const esxiOs: Stack = freebsd;

/**
 * Junos since 15.1 on MX: FreeBSD 10 and later (Juniper, Software Installation and Upgrade Guide, "Junos OS with upgraded FreeBSD"), numbers
 * counted as there (net.inet.ip.random_id 0). SYN with FIN is taken unless tcp-drop-synfin-set (Juniper, Transport and Internet Protocols,
 * "Configure TCP Options"); ICMP of the routing engine: 1000 a second, for five seconds (the same guide, icmpv4-rate-limit).
 */
export const junos: Stack = {
  ...freebsd,
  ecn: false,
  identification: { handshake: 'counter', reset: 'counter', other: 'counter' },
  icmp: { ...freebsd.icmp, errorLimit: { burst: 5000, perSecond: 1000 } },
};

/** sys/netinet/tcp_usrreq.c: 16 kB to begin with; scale 6 holds sb_max (2 MB); random numbers (sys/netinet/ip_id.c). */
export const openbsd: Stack = {
  ...freebsd,
  // net.inet.tcp.ecn 0; tcp_input.c drops SYN with FIN.
  ...{ ecn: false, takesSynFin: false },
  ...{ window: 16_384, windowScale: 6, options: OPENBSD_OPTIONS, timestampRate: 2 },
  identification: { handshake: 'random', reset: 'random', other: 'random' },
  icmp: { ...freebsd.icmp, errorLimit: { burst: 100, perSecond: 100 } },
};

/** sys/netinet/tcp_usrreq.c: 32 kB; scale 3 holds sb_max (256 kB); the clock ticks twice a second (PR_SLOWHZ). */
export const netbsd: Stack = {
  ...freebsd,
  // net.inet.tcp.ecn.enable 0.
  ...{ ecn: false, window: 32_768, windowScale: 3, timestampRate: 2 },
  icmp: { ...freebsd.icmp, errorLimit: { burst: 100, perSecond: 100 } },
};

/** xnu: bsd/netinet/ip_output.c (rfc6864), in.c; no answer to ICMP timestamps (net.inet.icmp.timestamp 0). */
export const apple: Stack = {
  ...freebsd,
  ...{ ecn: false, windowScale: 6, options: APPLE_OPTIONS },
  icmp: { ...freebsd.icmp, timestamp: false, errorLimit: { burst: 250, perSecond: 250 } },
};

/**
 * lwIP: src/core/tcp_out.c (a RST carries the whole window and always acknowledges), ipv4/ip4.c (a counter, may be fragmented),
 * ipv4/icmp.c (quotes 8 bytes). The values are ESP-IDF's (CONFIG_LWIP_TCP_MSS 1440, TCP_WND_DEFAULT 5760, IP_DEFAULT_TTL 64).
 */
export const lwip: Stack = {
  ...{
    ttl: 64,
    window: 5760,
    mss: 1440,
    windowScale: 0,
    options: [['', 'M']],
    ecn: false,
    takesSynFin: true,
    timestampRate: 1000,
    dontFragment: false,
  },
  identification: { handshake: 'counter', reset: 'counter', other: 'counter' },
  reset: { window: 5760, alwaysAcknowledges: true },
  icmp: { echo: { code: 'same', dontFragment: false }, timestamp: false, quoted: 8, errorLimit: null },
};

/** Cisco, "ip tcp window-size" (default 4128 bytes); TTL 255, fragments allowed, numbers counted: the lecture captures of erg.abdn.ac.uk. */
export const ciscoIos: Stack = {
  ...{
    ttl: 255,
    window: 4128,
    mss: 1460,
    windowScale: 0,
    options: [['', 'M']],
    ecn: false,
    takesSynFin: true,
    timestampRate: 1000,
    dontFragment: false,
  },
  identification: { handshake: 'counter', reset: 'counter', other: 'counter' },
  icmp: {
    echo: { code: 'same', dontFragment: false },
    timestamp: true,
    quoted: 8,
    // Cisco, "ip icmp rate-limit unreachable": one in 500 ms.
    errorLimit: { burst: 1, perSecond: 2 },
  },
};

/** Of a small device of which nothing is published: what is plausible, and no truth is claimed for it. */
export const plain: Stack = {
  ...{
    ttl: 64,
    window: 8192,
    mss: 1460,
    windowScale: 0,
    options: [['', 'M']],
    ecn: false,
    takesSynFin: true,
    timestampRate: 100,
    dontFragment: false,
  },
  identification: { handshake: 'counter', reset: 'counter', other: 'counter' },
  icmp: { echo: { code: 'same', dontFragment: false }, timestamp: false, quoted: 8, errorLimit: null },
};
