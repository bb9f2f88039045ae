// Brokers and chat of Debian.
import { type Daemon, write } from './daemon.ts';

export const MESSAGING_DAEMONS: readonly Daemon[] = [
  {
    name: 'mosquitto',
    package: 'mosquitto',
    program: 'mosquitto',
    ports: [{ port: 1883, service: 'mqtt' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      return ['mosquitto', '-c', write(folder, 'conf', 'listener 1883 0.0.0.0\nallow_anonymous true\n')];
    },
  },
  {
    name: 'ngircd',
    package: 'ngircd',
    program: 'ngircd',
    ports: [{ port: 6667, service: 'irc' }],
    product: /ngircd/i,
    tellsVersion: false,
    async start(folder) {
      const text =
        '[Global]\nName = irc.lab.example\nInfo = lab\nListen = 0.0.0.0\n[Options]\nIdent = no\nDNS = no\nPAM = no\n';
      return ['ngircd', '-n', '-f', write(folder, 'conf', text)];
    },
  },
];
