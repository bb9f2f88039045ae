// What a host does for its network, by the services that it has: names, addresses, time, mail.

import { sourceOf } from './said.ts';
import { serviceSource } from './service-source.ts';

const ROLES: Readonly<Record<string, string>> = {
  domain: 'DNS server',
  dhcps: 'DHCP server',
  ntp: 'time server',
  kerberos: 'Kerberos server',
  radius: 'RADIUS server',
  smtp: 'mail server',
  printer: 'print server',
  ipp: 'print server',
  nfs: 'file server',
  'iscsi-target': 'storage server',
  'nat-pmp': 'gateway',
};
/** A machine may have it for itself alone. */
const CONFIDENCE = 0.7;
const SURE_ENOUGH = 0.8;

export const roles = serviceSource({
  name: sourceOf,
  services: Object.keys(ROLES),
  of({ service, confidence, contradiction, product, details }, saying) {
    if (confidence < SURE_ENOUGH || contradiction !== undefined) return;
    saying.say('role', ROLES[service], CONFIDENCE, product === undefined ? {} : { text: product });
    if (service !== 'dhcps') return;
    const routers = details?.routers;
    const own = Array.isArray(routers) ? routers[0] : undefined;
    if (typeof own === 'string') saying.say('role', 'DHCP server', 0.95, { text: `router ${own}` });
  },
});
