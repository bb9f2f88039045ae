// Web pages of devices: a title that is the machine's name, a realm with its MAC address, a field with its serial number.

import { macOf, nameOf, serviceSource, textOf, textsOf } from './service-source.ts';
import { PAGE_WORDS } from './tables/titles.data.ts';

export const pages = serviceSource({
  name: 'http',
  services: ['http', 'ipp', 'http-proxy'],
  of(_, saying, details) {
    for (const { place, pattern, vendor, kind, confidence } of PAGE_WORDS) {
      const text = (textOf(details[place]) || textsOf(details[place], 16).join(' ')).slice(0, 300);
      const match = text === '' ? null : pattern.exec(text);
      if (match === null) continue;
      const { name, model, serial, mac } = match.groups ?? {};
      saying.say('name', nameOf(name), confidence, { text });
      saying.say('vendor', vendor, confidence, { text });
      saying.say('model', model, confidence, { text });
      saying.say('serial', serial, confidence, { text });
      saying.say('mac', macOf(mac), confidence, { text });
      saying.is(kind, confidence, text);
    }
  },
});
