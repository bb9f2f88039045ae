// UDP ports whose usual services answer nobody whom they do not know, or nobody at all. That such a port stays silent says nothing:
// neither that the service is there, nor that it is not. It is what a person who wonders at the silence should know.
//
// Each reason completes `NAME: ...`, in a few words. What is here has its source in the protocol itself: RFCs and makers' documents.

export interface SilentService {
  readonly ports: readonly number[];
  readonly name: string;
  readonly why: string;
}

const RECEIVES = 'receives, and never answers';
const ITS_PEERS = 'answers only its peers';

export const SILENT: readonly SilentService[] = [
  { name: 'babel', ports: [6696], why: 'speaks to its neighbours alone' }, // RFC 8966
  { name: 'bfd', ports: [3784, 3785, 4784], why: ITS_PEERS }, // RFC 5881, RFC 5883
  { name: 'carbon', ports: [2003], why: RECEIVES },
  { name: 'collectd', ports: [25_826], why: RECEIVES },
  { name: 'dhcp-client', ports: [68], why: 'hears servers, and only while it asks' }, // RFC 2131
  { name: 'dhcpv6-client', ports: [546], why: 'hears servers, and only while it asks' }, // RFC 8415
  { name: 'discard', ports: [9], why: 'throws all away, without an answer' }, // RFC 863
  { name: 'dropbox-lansync', ports: [17_500], why: 'announces itself, and does not answer' },
  { name: 'ganglia', ports: [8649], why: RECEIVES },
  { name: 'gelf', ports: [12_201], why: RECEIVES },
  { name: 'geneve', ports: [6081], why: 'unpacks tunnels, and never answers' }, // RFC 8926
  { name: 'glbp', ports: [3222], why: 'speaks to its group alone' },
  { name: 'hsrp', ports: [1985, 2029], why: 'speaks to its group alone' }, // RFC 2281
  { name: 'influxdb', ports: [8089], why: RECEIVES },
  { name: 'ipfix', ports: [4739], why: RECEIVES }, // RFC 7011
  { name: 'lisp-data', ports: [4341], why: 'unpacks tunnels, and never answers' }, // RFC 9300
  { name: 'mpls-in-udp', ports: [6635], why: 'unpacks tunnels, and never answers' }, // RFC 7510
  { name: 'nebula', ports: [4242], why: ITS_PEERS },
  { name: 'netflow', ports: [2055, 9995, 9996], why: RECEIVES }, // RFC 3954
  { name: 'ptp', ports: [319, 320], why: 'speaks to its clocks alone' }, // IEEE 1588
  { name: 'radius', ports: [1812, 1813, 1645, 1646], why: 'answers only its clients' }, // RFC 2865
  { name: 'radius-dynauth', ports: [3799], why: 'answers only whom it shares a secret with' }, // RFC 5176
  { name: 'rtp', ports: [5004, 5005], why: 'answers only within a call' }, // RFC 3550
  { name: 'sflow', ports: [6343], why: RECEIVES },
  { name: 'snmp-trap', ports: [162], why: RECEIVES }, // RFC 3416
  { name: 'statsd', ports: [8125], why: RECEIVES },
  { name: 'syncthing', ports: [21_027], why: 'announces itself, and does not answer' },
  { name: 'syslog', ports: [514], why: RECEIVES }, // RFC 5426
  { name: 'tailscale', ports: [41_641], why: ITS_PEERS },
  { name: 'tuya', ports: [6666, 6667], why: 'hears announcements, and does not answer' },
  { name: 'vxlan', ports: [4789, 8472], why: 'unpacks tunnels, and never answers' }, // RFC 7348
  { name: 'wireguard', ports: [51_820], why: ITS_PEERS },
  { name: 'zerotier', ports: [9993], why: ITS_PEERS },
];

const BY_PORT: ReadonlyMap<number, SilentService> = new Map(
  SILENT.flatMap((service) => service.ports.map((port) => [port, service] as const)),
);

/** Whose silence it would be; undefined where nothing is known. */
export function silentAt(port: number): SilentService | undefined {
  return BY_PORT.get(port);
}
