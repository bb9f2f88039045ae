// The ports in nmap's XML, host by host.

export interface NmapPort {
  /** `IP:PORT` */
  readonly place: string;
  /** What stands inside its element: state and service. */
  readonly text: string;
}

export function* nmapPorts(xml: string, proto: 'tcp' | 'udp'): Generator<NmapPort> {
  for (const [, host] of xml.matchAll(/<host [^>]*>(.*?)<\/host>/gs)) {
    const ip = /<address addr="([^"]*)" addrtype="ipv4"/.exec(host)?.[1] ?? '';
    for (const [, named, port, text] of host.matchAll(/<port protocol="(\w+)" portid="(\d+)">(.*?)<\/port>/gs)) {
      if (named === proto) yield { place: `${ip}:${port}`, text };
    }
  }
}
