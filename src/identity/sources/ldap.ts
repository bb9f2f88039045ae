// What a directory says of the host that it runs on: domain controllers name themselves ([MS-ADTS] sections 3.1.1.3.2, 6.3.1.9).
import { nameOf, serviceSource, textOf } from './service-source.ts';

export const ldap = serviceSource({
  name: 'ldap',
  services: ['ldap'],
  of(_, saying, details) {
    const { host, domain, netbiosName, roles, defaultnamingcontext } = details;
    saying.say('name', nameOf(host), 1);
    saying.say('name', nameOf(netbiosName), 0.9);
    saying.say('domain', nameOf(domain), 1);
    const isController = details.domaincontrollerfunctionality !== undefined || Array.isArray(roles);
    if (!isController) return;
    saying.say('role', 'domain controller', 1);
    saying.is('server', 0.85, 'domain controller');
    const [context] = Array.isArray(defaultnamingcontext) ? defaultnamingcontext : [];
    saying.say('domain', dottedOf(textOf(context)), 0.95);
  },
});

/** `DC=example,DC=org` (RFC 2247); '' where it is something else. */
function dottedOf(context: string): string {
  const parts = context.split(',').slice(0, 16);
  return parts.every((part) => /^DC=[^=]{1,63}$/i.test(part)) ? parts.map((part) => part.slice(3)).join('.') : '';
}
