// DHCP (RFC 2131): hosts that come to the network tell their name and what kind of client they have; servers tell who is router and name
// server here. Nothing is told of an address before the server has given it.
import { formatIpv4, formatMac } from '../../wire/address.ts';
import * as dhcp from '../../wire/dhcp.ts';
import { type Clue, clueOf } from '../clue.ts';
import { type NetworkSaid, networkOf } from '../network/networks.ts';
import { CLIENTS } from './dhcp-clients.data.ts';
import { clueAbout, type HeardDatagram, type Statement } from './heard.ts';

const SOURCE = 'dhcp';
const { OPTION, MESSAGE } = dhcp;
/** Flags and two codes stand before the name; this flag says that it is in the form of DNS (RFC 4702 section 2). */
const NAME_AT = 3;
const IN_DNS_FORM = 4;

export function heardDhcp(heard: HeardDatagram): readonly Statement[] {
  const { bytes } = heard;
  if (dhcp.check(bytes, 0, bytes.length) === 0) return [];
  const options = dhcp.options(bytes, 0, bytes.length);
  const type = options.get(OPTION.messageType)?.[0];
  if (type === undefined) return [];
  return dhcp.operation(bytes, 0) === dhcp.REQUEST ? ofClient(bytes, options) : ofServer(heard, options, type);
}

type Options = ReadonlyMap<number, Uint8Array>;

/** It is the client's own MAC address that counts: a relay may have sent the frame. */
function ofClient(bytes: Uint8Array, options: Options): readonly Statement[] {
  const mac = formatMac(bytes, dhcp.OFFSET.clientMac);
  const name = textOf(options.get(OPTION.hostName)) || clientName(options.get(OPTION.clientName));
  const vendorClass = textOf(options.get(OPTION.vendorClass));
  const say = (clue: Omit<Clue, 'source'>): readonly Clue[] => clueOf({ ...clue, source: SOURCE });
  const known = CLIENTS.find(({ pattern }) => pattern.test(vendorClass));
  const version =
    known?.version === true ? /\d[\d.]*/.exec(vendorClass.slice(vendorClass.search(/\d/)))?.[0] : undefined;
  const text = vendorClass === '' ? {} : { text: `vendor class ${vendorClass}` };
  return clueAbout(mac, [
    ...say({ about: 'name', value: name, confidence: 0.85 }),
    ...(known?.os === undefined
      ? []
      : say({
          about: 'os',
          value: vendorClass,
          family: known.os,
          ...(version === undefined ? {} : { version }),
          confidence: known.confidence,
          ...text,
        })),
    ...(known?.kind === undefined ? [] : say({ about: 'kind', value: known.kind, confidence: 0.8, ...text })),
    ...(known?.vendor === undefined ? [] : say({ about: 'vendor', value: known.vendor, confidence: 0.8, ...text })),
  ]);
}

/** The network is that of the address that is given, or that the client has. */
function ofServer(heard: HeardDatagram, options: Options, type: number): readonly Statement[] {
  if (type !== MESSAGE.offer && type !== MESSAGE.acknowledge && type !== MESSAGE.refuse) return [];
  const server = dhcp.addressesIn(options.get(OPTION.server), 1)[0] ?? heard.ip;
  if (server === null) return [];
  const domain = textOf(options.get(OPTION.domain));
  const role = (of: number, value: string, text = ''): Statement[] =>
    clueAbout(of, clueOf({ about: 'role', value, source: SOURCE, confidence: 0.9, text }));
  const addresses = (code: number): readonly number[] => dhcp.addressesIn(options.get(code));
  const [routers, nameServers, [mask = 0]] = [OPTION.routers, OPTION.nameServers, OPTION.mask].map(addresses);
  const client = dhcp.yourAddress(heard.bytes, 0) || dhcp.clientAddress(heard.bytes, 0);
  const said: NetworkSaid = {
    source: SOURCE,
    network: networkOf(client, mask),
    gateways: routers.map(formatIpv4),
    dhcpServers: [formatIpv4(server)],
    dnsServers: nameServers.map(formatIpv4),
    domain,
  };
  return [
    { type: 'network', said },
    ...role(server, 'DHCP server', domain === '' ? '' : `domain ${domain}`),
    ...routers.flatMap((router) => role(router, 'gateway')),
    ...nameServers.flatMap((nameServer) => role(nameServer, 'DNS server')),
  ];
}

function clientName(value: Uint8Array | undefined): string {
  if (value === undefined || value.length <= NAME_AT) return '';
  const name = value.subarray(NAME_AT);
  if ((value[0] & IN_DNS_FORM) === 0) return textOf(name);
  const labels: string[] = [];
  for (let at = 0; at < name.length && name[at] > 0 && labels.length < 32; at += 1 + name[at]) {
    labels.push(textOf(name.subarray(at + 1, at + 1 + name[at])));
  }
  return labels.join('.');
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : Buffer.from(bytes).toString('utf8').replace(/\0+$/, '');
}
