// DHCP (RFC 2131 section 4.4.3): DHCPINFORM, from a client that has an address and asks what else it should know. Nothing is
// leased. The server answers to port 68 of the address that stands in the question (section 4.1), so the scan itself does not
// ask so (payloads.ts); the record in src/service does.

/** Section 2, `xid`: whose answer it is, which stands at the same place there. Each question has one of its own. */
export const DHCP_XID_AT = 4;
/** `ciaddr`, ours. */
export const DHCP_ADDRESS_AT = 12;
/** RFC 1497: what stands before the options. */
export const DHCP_COOKIE = Uint8Array.of(99, 130, 83, 99);

export const DHCP_QUESTION = Uint8Array.of(
  ...[1, 1, 6, 0], // a request, from Ethernet
  ...[0, 0, 0, 0], // xid
  ...[0, 0, 0, 0], // seconds, flags
  ...new Uint8Array(16), // ciaddr, yiaddr, siaddr, giaddr
  ...[0x02, 0x50, 0x4f, 0x52, 0x54, 0x4c, ...new Uint8Array(10)], // chaddr: nobody's
  ...new Uint8Array(192), // sname, file
  ...DHCP_COOKIE,
  ...[53, 1, 8], // DHCPINFORM
  ...[55, 7, 1, 3, 6, 15, 42, 66, 67], // mask, routers, name servers, domain, time servers, boot server, boot file
  255,
);
