// SSDP, as UPnP uses it: UPnP Device Architecture 2.0 section 1.3.3. The answer to a search tells the system, the program, and
// where the device is described.
//
//   HTTP/1.1 200 OK; SERVER: system/version UPnP/version product/version; LOCATION; ST as it was asked; USN: uuid...::...
import { ssdp as question } from '../../probe/udp/directory/ssdp.ts';
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { parseResponse } from '../web/response.ts';
import { namedProduct } from '../words/product.ts';

const UPNP = /^(.{0,80}?)[ ,]{0,3}\bUPnP\/\d[\w.]{0,10}[ ,]{0,3}(.{0,120})$/i;

export const ssdp = defineService({
  name: 'ssdp',
  title: 'Simple Service Discovery Protocol',
  specification: 'UPnP Device Architecture 2.0',
  ports: [],
  udpPorts: [1900],
  hello: question.bytes,

  read({ text }): Verdict | null {
    if (!text.startsWith('HTTP/1.')) return null;
    const response = parseResponse(text);
    if (response === null) return null;
    const { fields, status } = response;
    const [target, usn, location] = ['st', 'usn', 'location'].map((name) => fields.get(name));
    if (target === undefined || usn === undefined || status !== 200) return null;
    const server = fields.get('server') ?? '';
    const [, system, program] = UPNP.exec(server) ?? [null, '', server];
    const named = program === '' ? null : namedProduct(program);
    const os = osOf(system);
    return {
      confidence: 1,
      ...(named ?? {}),
      ...(os === undefined ? {} : { os }),
      info: clean(location ?? server, 80),
      details: {
        usn: clean(usn),
        ...(server === '' ? {} : { server: clean(server) }),
        ...(location === undefined ? {} : { location: clean(location, 200) }),
      },
    };
  },
});

/** `Linux/5.10`, `Debian DLNADOC/1.50`; not `Unspecified` and its like. */
function osOf(system: string): string | undefined {
  const name = /^([A-Z][A-Za-z]{2,30})(?:\/(\d[\w.+-]{0,30}))?/.exec(system);
  if (name === null || /^(?:Unspecified|Custom|Unknown|POSIX)$/i.test(name[1])) return undefined;
  return name[2] === undefined ? name[1] : `${name[1]} ${name[2]}`;
}
