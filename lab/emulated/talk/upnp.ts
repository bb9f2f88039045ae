// SSDP (UPnP Device Architecture 2.0 section 1.3) and the description it points to (section 2.3).
import type { Datagrams, Self } from '../host.ts';
import { type Page, xml } from './web.ts';

export interface Announced {
  readonly server: string;
  /** With `http://`. */
  readonly location: string;
  /** `uuid:...` */
  readonly device: string;
  /** What it answers beside `upnp:rootdevice`, `ssdp:all` and its own id. */
  readonly targets?: readonly string[];
  /** Others, each a whole line. */
  readonly headers?: readonly string[];
}

export function ssdp({ server, location, device, targets = [], headers = [] }: Announced): Datagrams {
  return {
    groups: ['239.255.255.250'],
    answer(heard) {
      const text = heard.toString('latin1');
      if (!text.startsWith('M-SEARCH * HTTP/1.1\r\n') || !/^man:[ \t]*"ssdp:discover"/im.test(text)) return null;
      const wanted = /^st:[ \t]*([^\r\n]*)/im.exec(text)?.[1] ?? '';
      const said = wanted === 'ssdp:all' ? 'upnp:rootdevice' : wanted;
      if (!['upnp:rootdevice', device, ...targets].includes(said)) return null;
      return [
        'HTTP/1.1 200 OK',
        'CACHE-CONTROL: max-age=1800',
        'EXT:',
        `LOCATION: ${location}`,
        `SERVER: ${server}`,
        ...headers,
        `ST: ${said}`,
        `USN: ${device}${said === device ? '' : `::${said}`}`,
        '',
        '',
      ].join('\r\n');
    },
  };
}

export interface Description {
  readonly deviceType: string;
  readonly friendlyName: string;
  readonly manufacturer: string;
  readonly manufacturerURL?: string;
  readonly modelDescription?: string;
  readonly modelName: string;
  readonly modelNumber?: string;
  readonly serialNumber?: string;
  readonly UDN: string;
  readonly presentationURL?: string;
  /** Elements of the maker's own, as they stand. */
  readonly more?: string;
}

export function description({ more = '', ...fields }: Description): Page {
  const elements = Object.entries(fields).map(
    ([name, value]) => `<${name}>${value.replaceAll('&', '&amp;')}</${name}>`,
  );
  return xml(
    '<?xml version="1.0"?>\n<root xmlns="urn:schemas-upnp-org:device-1-0">' +
      `<specVersion><major>1</major><minor>0</minor></specVersion><device>${elements.join('')}${more}</device></root>`,
  );
}

/** Of a host: the same at every run, another for each. */
export function uuidOf({ mac }: Self): string {
  return `uuid:2f402f80-da50-11e1-9b23-${mac.replaceAll(':', '')}`;
}
