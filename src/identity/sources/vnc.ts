// The name of a desktop that is shown without a login: `lab:1 (anna)` as vncserver(1) calls it, `anna@lab` as TigerVNC does, `QEMU
// (debian12)`, or what its owner wrote.
import { nameOf, serviceSource, textOf } from './service-source.ts';

const DISPLAY = /^(?<name>[\w.-]{1,63}):\d{1,5}(?: \((?<user>[\w.-]{1,32})\))?$/;
const SESSION = /^(?<user>[\w.-]{1,32})@(?<name>[\w.-]{1,63})$/;
const GUEST = /^QEMU(?: \((?<name>[\w.-]{1,63})\))?/;

export const vnc = serviceSource({
  name: 'vnc',
  services: ['vnc'],
  of(_, saying, details) {
    const desktop = textOf(details.desktop).slice(0, 120);
    const display = (DISPLAY.exec(desktop) ?? SESSION.exec(desktop))?.groups;
    const guest = GUEST.exec(desktop);
    saying.say('name', nameOf(display?.name), 0.6, { text: desktop });
    saying.say('user', display?.user, 0.5, { text: desktop });
    // It is the screen of a guest; the host shows it.
    if (guest !== null) saying.is('hypervisor', 0.6, desktop);
    if (display === undefined && guest === null) saying.say('name', nameOf(desktop), 0.2);
  },
});
