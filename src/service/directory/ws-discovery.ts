// WS-Discovery: OASIS WS-Discovery 1.1 section 5.3 (ProbeMatches), in the namespaces of 2005/04. A probe for anything: printers,
// cameras (ONVIF), Windows. The answer relates to our message, and tells what it is and where.
import { randomBytes } from 'node:crypto';
import { WS_OURS, wsDiscoveryMessage } from '../../probe/udp/directory/ws-discovery.ts';
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const LENGTH_MOST = 16_384;
const NAME_MOST = 160;
/** RFC 3986 escapes in ONVIF's scopes (ONVIF Core section 7.3.2.2): `onvif://www.onvif.org/hardware/IPC-X`. */
const SCOPE = /^onvif:\/\/www\.onvif\.org\/(name|hardware|location)\/([^\s]{1,80})$/i;

export const wsDiscovery = defineService({
  name: 'ws-discovery',
  title: 'Web Services Dynamic Discovery',
  specification: 'WS-Discovery 1.1',
  ports: [],
  udpPorts: [3702],
  hello: () => wsDiscoveryMessage(freshName(), 'Probe', '<d:Probe/>'),

  read({ text }): Verdict | null {
    if (text.length > LENGTH_MOST || !/^(?:\xef\xbb\xbf)?\s{0,8}</.test(text)) return null;
    if (!/<(?:[\w-]{1,30}:)?ProbeMatches[\s>/]/.test(text)) return null;
    const isOurs = contentOf(text, 'RelatesTo').startsWith(WS_OURS);
    const { types, scopes, addresses, told } = describedIn(text);
    // Section 5.3: the endpoint's name, which its address need not be.
    const endpoint = clean(contentOf(text.slice(text.indexOf('ProbeMatches')), 'Address'), NAME_MOST);
    const device = [told.get('name'), told.get('hardware')].filter((each, at, all) => each && all.indexOf(each) === at);
    return {
      confidence: isOurs ? 1 : 0.8,
      ...(device.length === 0 ? deviceOf(types) : { device: device.join(' ') }),
      info: clean([...types, ...addresses.slice(0, 1)].join(' '), 100),
      details: { types, scopes, addresses, ...(endpoint === '' ? {} : { endpoint }) },
    };
  },
});

/** What a device says of itself; `told`: by name, hardware, location, of ONVIF's scopes. */
export function describedIn(text: string) {
  const types = wordsOf(contentOf(text, 'Types')).map((type) => type.replace(/^[^:]{1,40}:/, ''));
  const scopes = wordsOf(contentOf(text, 'Scopes'));
  const told = new Map<string, string>();
  for (const scope of scopes) {
    const [, name, value] = SCOPE.exec(scope) ?? [];
    if (name !== undefined && !told.has(name.toLowerCase())) told.set(name.toLowerCase(), unescaped(value));
  }
  return { types, scopes, addresses: wordsOf(contentOf(text, 'XAddrs')), told };
}

/** Whoever has answered a message stays silent to it for a while: each is a new one. */
function freshName(): string {
  const digits = randomBytes(8).toString('hex').slice(0, 15);
  return `${WS_OURS}${digits.slice(0, 3)}-${digits.slice(3)}`;
}

/** A probe for anything, and one for devices, as Windows asks (Devices Profile for Web Services 1.0 section 3.2.1): some answer to one of
 * them alone. */
export function wsProbes(): readonly Uint8Array[] {
  const devices = '<d:Types xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof">wsdp:Device</d:Types>';
  return ['<d:Probe/>', `<d:Probe>${devices}</d:Probe>`].map((body) => wsDiscoveryMessage(freshName(), 'Probe', body));
}

/** Where is this endpoint? Section 6. */
export function wsResolve(endpoint: string): Uint8Array {
  const address = `<a:EndpointReference><a:Address>${endpoint.replace(/[<>&]/g, '')}</a:Address></a:EndpointReference>`;
  return wsDiscoveryMessage(freshName(), 'Resolve', `<d:Resolve>${address}</d:Resolve>`);
}

/** Addresses that an answer to that tells; none where it is no such answer. */
export function wsResolved(text: string): readonly string[] {
  if (text.length > LENGTH_MOST || !/<(?:[\w-]{1,30}:)?ResolveMatches[\s>/]/.test(text)) return [];
  return wordsOf(contentOf(text, 'XAddrs'));
}

/** The text of the first element of a name, whatever its prefix; '' where there is none. */
function contentOf(text: string, name: string): string {
  const begin = new RegExp(`<(?:[\\w-]{1,30}:)?${name}(?:\\s[^<>]{0,200})?>`).exec(text);
  if (begin === null) return '';
  const at = begin.index + begin[0].length;
  const end = text.indexOf('<', at);
  return end < 0 ? '' : text.slice(at, end).trim();
}

const wordsOf = (text: string): string[] =>
  text
    .split(/\s+/, 24)
    .filter((word) => word !== '')
    .map((word) => clean(word, 160));

function unescaped(text: string): string {
  return clean(
    text
      .replace(/_/g, ' ')
      .replace(/%([2-7][0-9A-Fa-f])/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    60,
  );
}

/** WS-Print, WSD for scanners, Windows' publication (PUB). */
function deviceOf(types: readonly string[]): Partial<Verdict> {
  if (types.some((type) => /^Print(?:Device|Service)/.test(type))) return { device: 'printer' };
  if (types.some((type) => /^Scan(?:Device|Service)/.test(type))) return { device: 'scanner' };
  if (types.includes('NetworkVideoTransmitter')) return { device: 'camera' };
  return types.includes('Computer') ? { device: 'computer' } : {};
}
