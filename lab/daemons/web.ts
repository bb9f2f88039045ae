// Web servers and proxies of Debian.
import { type Daemon, makeCertificate, write } from './daemon.ts';

export const WEB_DAEMONS: readonly Daemon[] = [
  {
    name: 'nginx',
    package: 'nginx-light',
    program: 'nginx',
    ports: [
      { port: 80, service: 'http' },
      { port: 443, service: 'http', tls: true },
    ],
    product: /^nginx$/,
    tellsVersion: true,
    async start(folder) {
      await makeCertificate(folder);
      const conf = write(
        folder,
        'nginx.conf',
        `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events {}
http { access_log off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 80; listen 443 ssl; ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
    location / { return 200 "<title>lab</title>"; } } }`,
      );
      return ['nginx', '-c', conf, '-e', 'stderr'];
    },
  },
  {
    name: 'lighttpd',
    package: 'lighttpd',
    program: 'lighttpd',
    ports: [{ port: 8080, service: 'http' }],
    product: /^lighttpd$/,
    tellsVersion: true,
    async start(folder) {
      const conf = write(folder, 'conf', `server.document-root = "${folder}"\nserver.port = 8080\n`);
      return ['lighttpd', '-D', '-f', conf];
    },
  },
];
