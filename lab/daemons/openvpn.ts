// OpenVPN's server, over TCP and over UDP alike.
import { type Daemon, makeCertificate } from './daemon.ts';

/** `proto`: as its option `--proto` has it. */
export function openvpn(proto: 'tcp4-server' | 'udp4'): Daemon {
  return {
    name: 'openvpn',
    package: 'openvpn',
    program: '/usr/sbin/openvpn',
    ports: [{ port: 1194, service: 'openvpn' }],
    product: /^OpenVPN$/,
    tellsVersion: false,
    async start(folder) {
      await makeCertificate(folder);
      const files = ['--ca', `${folder}/cert.pem`, '--cert', `${folder}/cert.pem`, '--key', `${folder}/key.pem`];
      const server = ['--mode', 'server', '--tls-server', '--dh', 'none', '--dev', 'tun', '--topology', 'subnet'];
      return ['openvpn', '--proto', proto, '--lport', '1194', '--verb', '1', ...server, ...files];
    },
  };
}
