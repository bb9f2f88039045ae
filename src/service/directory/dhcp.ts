// DHCP: RFC 2131; options: RFC 2132. Asked is what a client with an address should know (DHCPINFORM). The answer comes to port 68
// of ours, which only who may bind it hears: where net.ipv4.ip_unprivileged_port_start is 68 or less, and no DHCP client of this machine
// has it. A scan that may send packets of its own hears it on the link all the same (talk/lent-ears.ts).
//
//   0  operation (2: a reply)   4  xid   12  ciaddr   16  yiaddr   20  siaddr   44  server's name, 64 bytes   108  file, 128 bytes
//   236  63825363, then options: code u8, length u8, value; 0 fills up, 255 ends
import { DHCP_ADDRESS_AT, DHCP_COOKIE, DHCP_QUESTION, DHCP_XID_AT } from '../../probe/udp/directory/dhcp.ts';
import { clean, cString, stands, textAt, u8 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const REPLY = 2;
const OPTIONS_AT = 240;
const OPTIONS_MOST = 64;
const CLIENT_PORT = 68;
const [MASK, ROUTERS, NAME_SERVERS, DOMAIN, TIME_SERVERS, TYPE, SERVER, BOOT_SERVER, BOOT_FILE] = [
  1, 3, 6, 15, 42, 53, 54, 66, 67,
];
const TYPES: Readonly<Record<number, string>> = { 2: 'offers', 5: 'answers', 6: 'refuses' };

export const dhcp = defineService({
  name: 'dhcps',
  title: 'Dynamic Host Configuration Protocol',
  specification: 'RFC 2131',
  ports: [],
  udpPorts: [67],
  udpFromElsewhere: true,
  udpFrom: { port: CLIENT_PORT, addressAt: DHCP_ADDRESS_AT, tokenAt: DHCP_XID_AT },
  hello: DHCP_QUESTION,

  read({ bytes }): Verdict | null {
    if (u8(bytes, 0) !== REPLY || !stands(bytes, DHCP_COOKIE, 236)) return null;
    const options = optionsOf(bytes);
    const type = TYPES[u8(options.get(TYPE) ?? NOTHING, 0)];
    if (type === undefined) return null;
    const addresses = (code: number): string[] => addressesIn(options.get(code) ?? NOTHING);
    const text = (code: number): string => {
      const value = options.get(code) ?? NOTHING;
      return clean(textAt(value, 0, value.length).replace(/\0+$/, ''));
    };
    const told = {
      server: addresses(SERVER)[0],
      mask: addresses(MASK)[0],
      routers: addresses(ROUTERS),
      nameServers: addresses(NAME_SERVERS),
      timeServers: addresses(TIME_SERVERS),
      domain: text(DOMAIN),
      bootServer: text(BOOT_SERVER) || clean(cString(bytes, 44, 64)),
      bootFile: text(BOOT_FILE) || clean(cString(bytes, 108, 128)),
    };
    const details = Object.fromEntries(
      Object.entries(told).filter(([, value]) => value !== undefined && value.length > 0),
    );
    const info = [
      type === 'answers' ? '' : type,
      told.domain === '' ? '' : `domain ${told.domain}`,
      told.routers.length === 0 ? '' : `router ${told.routers[0]}`,
    ];
    return { confidence: 1, info: info.filter(Boolean).join('; '), details };
  },
});

const NOTHING = new Uint8Array(0);

function optionsOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const options = new Map<number, Uint8Array>();
  for (let at = OPTIONS_AT; at < bytes.length && options.size < OPTIONS_MOST; ) {
    const code = u8(bytes, at);
    if (code === 255) break;
    const length = code === 0 ? 0 : u8(bytes, at + 1);
    if (code !== 0 && at + 2 + length <= bytes.length) options.set(code, bytes.subarray(at + 2, at + 2 + length));
    at += code === 0 ? 1 : 2 + length;
  }
  return options;
}

function addressesIn(value: Uint8Array): string[] {
  const count = Math.min(8, Math.floor(value.length / 4));
  return Array.from({ length: count }, (_, k) => value.subarray(4 * k, 4 * k + 4).join('.'));
}
