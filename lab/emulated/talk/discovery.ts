// How makers' own devices are found: each protocol by what is published of it.
import type { Datagrams, Self } from '../host.ts';

/**
 * WS-Discovery (OASIS 1.1 section 5.3, in the namespaces of 2005/04): a probe for anything, or for one of `types`, is matched.
 */
export function wsDiscovery(types: string, scopes: string, address: string, endpoint: string): Datagrams {
  return {
    groups: ['239.255.255.250'],
    answer(heard) {
      const text = heard.toString('utf8');
      if (!text.includes('http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe')) return null;
      const id = /<(?:\w+:)?MessageID[^>]*>\s*([^<\s]+)\s*</.exec(text)?.[1];
      if (id === undefined) return null;
      const wanted = /<(?:\w+:)?Types[^>]*>\s*([^<]*?)\s*</.exec(text)?.[1] ?? '';
      const bare = (name: string): string => name.replace(/^.*:/, '');
      const own = types.split(' ').map(bare);
      if (wanted !== '' && !wanted.split(/\s+/).some((each) => own.includes(bare(each)))) return null;
      return (
        '<?xml version="1.0" encoding="UTF-8"?>' +
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"' +
        ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"' +
        ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"' +
        ' xmlns:p="http://schemas.xmlsoap.org/ws/2006/02/devprof"' +
        ' xmlns:w="http://schemas.microsoft.com/windows/2006/08/wdp/print"' +
        ' xmlns:n="http://www.onvif.org/ver10/network/wsdl">' +
        '<s:Header><a:MessageID>urn:uuid:3f2c1a00-0000-4000-8000-000000000001</a:MessageID>' +
        `<a:RelatesTo>${id}</a:RelatesTo>` +
        '<a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To>' +
        '<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></s:Header>' +
        `<s:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>${endpoint}</a:Address></a:EndpointReference>` +
        `<d:Types>${types}</d:Types><d:Scopes>${scopes}</d:Scopes><d:XAddrs>${address}</d:XAddrs>` +
        '<d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>'
      );
    },
  };
}

function field(type: number, value: Uint8Array | string, width: 1 | 2): Buffer {
  const bytes = Buffer.from(value as string);
  const head = Buffer.alloc(width + 2);
  if (width === 1) head[0] = type;
  else head.writeUInt16BE(type);
  head.writeUInt16BE(bytes.length, width);
  return Buffer.concat([head, bytes]);
}

const macBytes = ({ mac }: Self): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex');
const addressBytes = ({ address }: Self): Buffer => Buffer.from(address.split('.').map(Number));

/** MikroTik's neighbour discovery (MikroTik, "Neighbor discovery"; Wireshark, packet-mndp.c): told to the whole link. */
export function mndp(self: Self, identity: string, version: string, board: string): Datagrams {
  const message = Buffer.concat([
    Buffer.from([0, 0, 0, 1]),
    field(1, macBytes(self), 2),
    field(5, identity, 2),
    field(7, version, 2),
    field(8, 'MikroTik', 2),
    field(12, board, 2),
    field(16, 'bridge1', 2),
  ]);
  return { groups: ['255.255.255.255'], toAll: true, answer: (heard) => (heard.length >= 4 ? message : null) };
}

/** Ubiquiti's, version 1 (Rapid7, "Ubiquiti Discovery Service Exposures", 2019; the Python tool ubnt_discovery). */
export function ubiquiti(self: Self, host: string, platform: string, model: string, firmware: string): Datagrams {
  const fields = Buffer.concat([
    field(0x02, Buffer.concat([macBytes(self), addressBytes(self)]), 1),
    field(0x01, macBytes(self), 1),
    field(0x0a, Buffer.from([0, 1, 0x51, 0x80]), 1),
    field(0x0b, host, 1),
    field(0x0c, platform, 1),
    field(0x03, firmware, 1),
    field(0x14, model, 1),
  ]);
  const head = Buffer.from([1, 0, fields.length >> 8, fields.length & 255]);
  const message = Buffer.concat([head, fields]);
  const isQuestion = (heard: Buffer): boolean => heard.length === 4 && heard.readUInt32BE() === 0x01000000;
  return { groups: ['255.255.255.255', '233.89.188.1'], answer: (heard) => (isQuestion(heard) ? message : null) };
}

/** Hikvision's (SADP; what its tool shows and open implementations of it say). */
export function sadp({ address, mac }: Self, model: string, serial: string, software: string, kind: string): Datagrams {
  return {
    groups: ['239.255.255.250'],
    answer(heard) {
      const text = heard.toString('utf8');
      const uuid = /<Uuid>([^<]{1,64})<\/Uuid>/.exec(text)?.[1];
      if (uuid === undefined || !/<Types>inquiry<\/Types>/.test(text)) return null;
      const fields: Readonly<Record<string, string>> = {
        ...{ Uuid: uuid, Types: 'inquiry', DeviceType: kind, DeviceDescription: model, DeviceSN: serial },
        ...{ CommandPort: '8000', HttpPort: '80', MAC: mac.replaceAll(':', '-'), IPv4Address: address },
        ...{ IPv4SubnetMask: '255.255.255.0', IPv4Gateway: '0.0.0.0', DHCP: 'false', SoftwareVersion: software },
        ...{ BootTime: '2026-11-20 08:00:00', Activated: 'true' },
      };
      const elements = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
      return `<?xml version="1.0" encoding="UTF-8" ?>\r\n<ProbeMatch>\r\n${elements.join('\r\n')}\r\n</ProbeMatch>`;
    },
  };
}

/** Dahua's (DHIP, as its ConfigTool speaks it; open implementations, Home Assistant's integration "dahua" among them). */
export function dahua({ address, mac }: Self, model: string, serial: string, kind: string): Datagrams {
  const body = Buffer.from(
    `${JSON.stringify({
      mac,
      method: 'client.notifyDevInfo',
      params: {
        deviceInfo: {
          ...{ DeviceClass: kind, DeviceType: model, Vendor: 'General', SerialNo: serial, MachineName: serial },
          ...{ HttpPort: 80, Port: 37_777, Version: '2.800.0000000.16.R', IPv4Address: { IPAddress: address } },
        },
      },
    })}\n`,
  );
  const head = Buffer.alloc(32);
  head.writeUInt32LE(32, 0);
  head.write('DHIP', 4, 'latin1');
  head.writeUInt32LE(body.length, 16);
  head.writeUInt32LE(body.length, 24);
  const message = Buffer.concat([head, body]);
  const isQuestion = (heard: Buffer): boolean =>
    heard.length > 32 && heard.toString('latin1', 4, 8) === 'DHIP' && heard.includes('DHDiscover.search');
  return { groups: ['239.255.255.251', '255.255.255.255'], answer: (heard) => (isQuestion(heard) ? message : null) };
}

/** PlayStation's device discovery (open implementations: ps4-waker, playactor, chiaki): HTTP's form in datagrams. */
export function playstation(host: string, type: 'PS4' | 'PS5', id: string, system: string, port: number): Datagrams {
  const message = [
    'HTTP/1.1 200 Ok',
    `host-id:${id}`,
    `host-type:${type}`,
    `host-name:${host}`,
    `host-request-port:${port}`,
    `device-discovery-protocol-version:${type === 'PS4' ? '00020020' : '00030010'}`,
    `system-version:${system}`,
    '',
  ].join('\n');
  return {
    groups: ['255.255.255.255'],
    answer: (heard) => (heard.toString('latin1').startsWith('SRCH * HTTP/1.1') ? message : null),
  };
}
