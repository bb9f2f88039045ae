// Plex's "Good Day Mate" (GDM): open implementations of it, and what servers say.
//
//   HTTP/1.0 200 OK, then lines: Content-Type: plex/media-server, Name, Port, Version, Resource-Identifier, ...
import { plex as question } from '../../probe/udp/discovery/plex.ts';
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const KINDS: Readonly<Record<string, string>> = {
  'media-server': 'Plex Media Server',
  'media-player': 'Plex player',
};
const TEXT_MOST = 2000;

export const plex = defineService({
  name: 'plex-gdm',
  title: 'Plex discovery',
  specification: 'Plex: Good Day Mate',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ text }): Verdict | null {
    if (!/^HTTP\/1\.[01] 200 /.test(text.slice(0, 16))) return null;
    const all = text.slice(0, TEXT_MOST);
    const kind = /^content-type: ?plex\/([a-z-]{1,20})/im.exec(all)?.[1];
    if (kind === undefined) return null;
    const said = (name: string): string =>
      clean(new RegExp(`^${name}: ?([^\r\n]{0,120})`, 'im').exec(all)?.[1] ?? '', 80);
    const [name, told, port] = [said('Name'), said('Version'), said('Port')];
    const version = /^\d[\d.]{0,20}/.exec(told)?.[0];
    const info = [name, port === '' ? '' : `HTTP on port ${port}`].filter(Boolean).join('; ');
    return {
      confidence: 1,
      product: KINDS[kind] ?? 'Plex',
      ...(version === undefined ? {} : { version, cpe: [cpeOf('plex', 'media_server', version)] }),
      ...(info === '' ? {} : { info }),
      details: { name, version: told, port },
    };
  },
});
