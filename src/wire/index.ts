// Packet formats as bytes and values. Every codec has the same three functions over `(bytes, offset, length)`:
//
//   check   the one length check; gives the header's length in bytes, 0 where no valid header is there; never throws
//   parse   a plain value that shares no memory with `bytes`, or null
//   emit    writes a value and gives how many bytes that were; throws a RangeError where they do not fit
//
// `length` says how many bytes from `offset` on were captured: nothing behind them is read, whatever a length field
// says. After `check` gave more than 0, the accessors of that file cannot fail.
export * as address from './address.ts';
export * as arp from './arp.ts';
export * as bytes from './bytes.ts';
export * as cdp from './cdp.ts';
export * as checksum from './checksum.ts';
export * as dhcp from './dhcp.ts';
export * as ethernet from './ethernet.ts';
export * as icmp from './icmp.ts';
export * as icmpv6 from './icmpv6.ts';
export * as ipv4 from './ipv4.ts';
export * as ipv6 from './ipv6.ts';
export * as lldp from './lldp.ts';
export * as pcapng from './pcapng.ts';
export * as tcp from './tcp.ts';
export * as tcpOptions from './tcp-options.ts';
export * as udp from './udp.ts';
