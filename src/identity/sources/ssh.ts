// The version that an SSH server says of itself: distributions write themselves into it, and makers of devices.
import { serviceSource, textOf } from './service-source.ts';
import { SSH_BANNERS } from './tables/ssh.data.ts';

export const ssh = serviceSource({
  name: 'ssh',
  services: ['ssh'],
  of(_, saying, { banner }) {
    const text = textOf(banner).slice(0, 255);
    for (const { pattern, os, releases = {}, vendor, kind, confidence } of SSH_BANNERS) {
      const match = pattern.exec(text);
      if (match === null) continue;
      const { release = '', version = Object.hasOwn(releases, release) ? releases[release] : undefined } =
        match.groups ?? {};
      if (os !== undefined) saying.runs([os, version].filter(Boolean).join(' '), confidence, version, text);
      saying.say('vendor', vendor, confidence, { text });
      saying.is(kind, confidence, text);
      return;
    }
  },
});
