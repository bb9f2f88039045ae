// The status of a NetBIOS node (RFC 1002 section 4.2.18): its names, its workgroup or domain, what it is there, its network card.
import { macOf, nameOf, serviceSource, textOf } from './service-source.ts';

const NAMES_MOST = 32;
/** As src/service/sharing/netbios-name.ts calls them. */
const ROLES: Readonly<Record<string, string>> = {
  'domain master browser': 'domain master browser',
  'domain controllers': 'domain controller',
  'master browser': 'master browser',
  'file server': 'file server',
};

export const netbios = serviceSource({
  name: 'netbios',
  services: ['netbios-ns'],
  of(_, saying, { names, mac }) {
    saying.say('mac', macOf(mac), 0.95);
    if (!Array.isArray(names)) return;
    for (const each of names.slice(0, NAMES_MOST)) {
      if (typeof each !== 'object' || each === null) continue;
      const { name, kind, group } = each as Readonly<Record<string, unknown>>;
      if (kind === 'workstation') saying.say(group === true ? 'domain' : 'name', nameOf(name), 0.95);
      const word = textOf(kind);
      if (Object.hasOwn(ROLES, word)) saying.say('role', ROLES[word], 0.9, { text: textOf(name) });
      // Who is logged in ([MS-NBTE] section 2.2.3: the messenger's name that is not the machine's).
      if (kind === 'messenger' && group !== true) saying.say('user', userOf(names, name), 0.6);
    }
  },
});

function userOf(names: readonly unknown[], name: unknown): string {
  const own = names.find(
    (each) => typeof each === 'object' && each !== null && (each as { kind?: unknown }).kind === 'workstation',
  ) as { name?: unknown } | undefined;
  return own === undefined || own.name === name ? '' : nameOf(name);
}
