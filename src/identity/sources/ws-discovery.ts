// WS-Discovery: what kind of thing answered, and what ONVIF's cameras say of themselves (ONVIF Core Specification section 7.3.2.2).
//
//   onvif://www.onvif.org/name/AXIS%20M1065   .../hardware/M1065-L   .../type/video_encoder   .../MAC/...
import { macOf, serviceSource, textsOf } from './service-source.ts';

const SCOPE = /^onvif:\/\/www\.onvif\.org\/(?<about>name|hardware|mac|serial)\/(?<value>[^\s]{1,120})$/i;

export const wsDiscovery = serviceSource({
  name: 'ws-discovery',
  services: ['ws-discovery'],
  of(_, saying, { types, scopes }) {
    const kinds = textsOf(types, 24);
    if (kinds.some((each) => /^Print(?:Device|Service)/.test(each))) saying.is('printer', 0.9, kinds.join(' '));
    else if (kinds.some((each) => /^Scan(?:Device|Service)/.test(each))) saying.is('scanner', 0.8, kinds.join(' '));
    if (kinds.includes('NetworkVideoTransmitter')) saying.is('camera', 0.9, 'ONVIF');
    // Windows publishes computers, and so does wsdd, which speaks for Samba.
    if (kinds.includes('Computer')) saying.say('role', 'file server', 0.5);
    for (const scope of textsOf(scopes, 24)) {
      const { about, value } = SCOPE.exec(scope)?.groups ?? {};
      if (about === undefined) continue;
      const text = unescaped(value);
      if (/^hardware$/i.test(about)) saying.say('model', text, 0.9);
      if (/^name$/i.test(about)) saying.say('name', text, 0.3);
      if (/^serial$/i.test(about)) saying.say('serial', text, 0.9);
      if (/^mac$/i.test(about)) saying.say('mac', macOf(text), 0.9);
    }
  },
});

/** RFC 3986 section 2.1. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text).replace(/_/g, ' ');
  } catch {
    return text;
  }
}
