// What Windows and its like say before any login, wherever NTLM is begun (SMB, Remote Desktop; [MS-NLMP] 2.2.1.2): names, domain, and
// the build of the system. And what SMB itself tells.
//
//  1. A build is one of several releases, for clients and servers: src/service/sharing/ntlm.ts has their names.
//  2. A machine that is in no domain calls itself its domain.
//  3. Samba tells numbers of Windows 7, and no build: they are left out there.
import { sourceOf } from './said.ts';
import { nameOf, serviceSource, textOf } from './service-source.ts';

export const ntlm = serviceSource({
  name: sourceOf,
  services: ['microsoft-ds', 'netbios-ssn', 'ms-wbt-server'],
  of({ os, product, service }, saying, details) {
    const { netbiosName, dnsName, dnsDomain, netbiosDomain, osVersion } = details;
    saying.say('name', nameOf(dnsName), 1);
    saying.say('name', nameOf(netbiosName), 0.95);
    const domain = [dnsDomain, netbiosDomain].map(nameOf).find((each) => each !== '' && !isItself(each, details));
    saying.say('domain', domain, 1);
    const version = textOf(osVersion);
    if (version !== '') {
      saying.runs(os ?? 'Windows', 1, version, `build ${version}`);
      if (os !== undefined && /^Windows (?:Server )?\d/.test(os)) {
        const isServer = /^Windows Server/.test(os);
        if (isServer || !/ or /.test(os)) saying.is(isServer ? 'server' : 'workstation', isServer ? 0.9 : 0.7, os);
      }
    }
    if (/Samba/.test(product ?? '') && service !== 'ms-wbt-server') saying.say('role', 'file server', 0.6);
  },
});

/** Rule 2. */
function isItself(domain: string, { netbiosName, dnsName }: Readonly<Record<string, unknown>>): boolean {
  return [netbiosName, dnsName].some((name) => textOf(name).toLowerCase() === domain.toLowerCase());
}
