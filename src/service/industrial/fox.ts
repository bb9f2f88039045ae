// Fox, the protocol of Niagara stations (building control): Tridium's Niagara documentation. A client says hello, a station tells itself.
//
//   fox a 0 -1 fox hello LF { LF name=type:value LF ... };; LF
import { ascii, clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const HELLO = ascii('fox a 1 -1 fox hello\n{\nfox.version=s:1.0\nid=i:1\n};;\n');
const FIELD = /^([a-zA-Z.]{2,40})=[a-z]:([^\r\n]{0,120})$/;
const LINES_MOST = 40;

export const fox = defineService({
  name: 'niagara-fox',
  title: 'Niagara Fox',
  specification: 'Niagara documentation: Fox',
  ports: [1911],
  tlsPorts: [4911],
  hello: HELLO,
  ownPortsOnly: true,

  read({ text }): Verdict | null {
    if (!/^fox a \d{1,3} -1 fox hello\n\{/.test(text)) return null;
    const fields = new Map<string, string>();
    for (const line of text.split('\n', LINES_MOST)) {
      const match = FIELD.exec(line);
      if (match !== null) fields.set(match[1], clean(match[2], 80));
    }
    const version = fields.get('app.version');
    const hostname = fields.get('hostName');
    const os = fields.get('os.name');
    const brand = fields.get('brandId');
    return {
      confidence: 1,
      product: 'Tridium Niagara',
      ...(version === undefined ? {} : { version }),
      cpe: [cpeOf('tridium', 'niagara', version)],
      ...(hostname === undefined ? {} : { hostname }),
      ...(os === undefined ? {} : { os: [os, fields.get('os.version')].filter(Boolean).join(' ') }),
      ...(brand === undefined ? {} : { info: brand }),
      device: 'building controller',
      details: {
        foxVersion: fields.get('fox.version'),
        station: fields.get('station.name'),
        host: fields.get('hostId'),
      },
      ...(/\};;\n?$/.test(text) ? {} : { more: true }),
    };
  },
});
