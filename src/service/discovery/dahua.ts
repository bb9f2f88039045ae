// Dahua's discovery (DHIP): open implementations of it, and what devices say.
//
//   20 00 00 00, `DHIP`, 8 bytes, length u32le, 0, length u32le, 0; JSON with method `client.notifyDevInfo`, mac, params.deviceInfo:
//   DeviceType, SerialNo, Vendor, Version, HttpPort, ...
import { dahua as question } from '../../probe/udp/discovery/dahua.ts';
import { ascii, clean, concat, hex, stands, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const MAGIC = concat(hex('20 00 00 00'), ascii('DHIP'));
const LENGTH = 16;
const BODY = 32;

export const dahua = defineService({
  name: 'dahua-discovery',
  title: 'Dahua discovery',
  specification: 'Dahua: DHDiscover',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const length = u32le(bytes, LENGTH);
    if (!stands(bytes, MAGIC) || length === 0 || BODY + length > bytes.length) return null;
    const said = infoOf(Buffer.from(bytes.subarray(BODY, BODY + length)).toString('utf8'));
    if (said === null) return null;
    const text = (name: string): string => {
      const value = said[name];
      return typeof value === 'string' || typeof value === 'number' ? clean(String(value), 60) : '';
    };
    const [vendor, model, version] = [text('Vendor'), text('DeviceType'), text('Version')];
    const maker = ['', 'Private', 'General'].includes(vendor) ? 'Dahua' : vendor;
    return {
      confidence: 1,
      product: [maker, model].filter(Boolean).join(' '),
      ...(version === '' ? {} : { version }),
      device: /NVR|DVR|XVR|HCVR/i.test(`${model} ${text('DeviceClass')}`) ? 'video recorder' : 'camera',
      details: {
        mac: text('mac'),
        serial: text('SerialNo'),
        deviceClass: text('DeviceClass'),
        httpPort: text('HttpPort'),
      },
    };
  },
});

/** What `client.notifyDevInfo` tells; null where it is none. */
function infoOf(text: string): Record<string, unknown> | null {
  let json: { method?: unknown; mac?: unknown; params?: { deviceInfo?: unknown } } | null;
  try {
    json = JSON.parse(text.replace(/[\0\s]{1,20}$/, ''));
  } catch {
    return null;
  }
  const told = json?.method === 'client.notifyDevInfo' ? json.params?.deviceInfo : undefined;
  return typeof told === 'object' && told !== null ? { mac: json?.mac, ...told } : null;
}
