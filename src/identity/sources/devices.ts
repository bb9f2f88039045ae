// What devices say of themselves in the protocols that their makers made: discovery on the link, and those of industry and of power.
// The records keep it in `details`, under these names.

import { sourceOf } from './said.ts';
import { macOf, nameOf, serviceSource, textOf } from './service-source.ts';

const SERVICES = [
  ...[
    'addp',
    'art-net',
    'crestron-discovery',
    'dahua-discovery',
    'gvcp',
    'lantronix',
    'lifx',
    'mndp',
    'moxa',
    'plex-gdm',
  ],
  ...['sadp', 'ubiquiti-discovery', 'bacnet', 'ethernet-ip-2', 'knxnet-ip', 'mbap', 'omron-fins', 's7comm', 'iso-tsap'],
  ...['fins', 'twincat', 'niagara-fox', 'asf-rmcp', 'adb', 'capwap-control'],
];
/** A UPS's own words reach us through the machine that looks after it: they are of what it serves, and not of it. */
const CONTROLLERS: ReadonlySet<string> = new Set(['s7comm', 'mbap', 'fins', 'twincat', 'iso-tsap']);
const NAMED = 0.95;

export const devices = serviceSource({
  name: sourceOf,
  services: SERVICES,
  of({ service, product = '' }, saying, details) {
    saying.say('mac', macOf(details.mac), NAMED);
    saying.say('serial', textOf(details.serial), 0.9);
    saying.say('vendor', textOf(details.vendor), 0.9, { text: product });
    saying.say('model', textOf(details.model), 0.9, { text: product });
    saying.say('address', textOf(details.address), service === 'moxa' ? 0.8 : 0);
    if (service === 'plex-gdm' || service === 'bacnet') saying.say('name', nameOf(details.name), 0.6);
    if (service === 's7comm') saying.say('name', nameOf(details.plant ?? details.name), 0.6);
    if (service === 'mbap') saying.say('model', textOf(details.product), 0.9, { text: product });
    if (service === 'adb') {
      saying.say('model', textOf(details['ro.product.model']), 0.95);
      saying.say('name', nameOf(details['ro.product.device']), 0.2);
    }
    if (service === 'asf-rmcp') saying.is('management-controller', 0.85, 'IPMI');
    if (CONTROLLERS.has(service) && product !== '') saying.is('plc', 0.8, product);
  },
});
