// Web servers of Debian.
import { mkdirSync } from 'node:fs';
import { type Daemon, makeCertificate, startNginx, write } from './daemon.ts';

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
      const tls = `listen 443 ssl; ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;`;
      return startNginx(folder, `server { listen 80; ${tls} location / { return 200 "<title>lab</title>"; } }`);
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
  {
    name: 'apache2',
    package: 'apache2',
    program: 'apache2',
    ports: [
      { port: 80, service: 'http' },
      { port: 443, service: 'http', tls: true },
    ],
    product: /^Apache/,
    tellsVersion: true,
    async start(folder) {
      await makeCertificate(folder);
      const modules = ['mpm_event', 'authz_core', 'dir', 'ssl'];
      const text = `${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`).join('')}
ServerName lab.example\nServerRoot ${folder}\nDefaultRuntimeDir ${folder}\nPidFile ${folder}/pid\nErrorLog ${folder}/log
User www-data\nGroup www-data\nListen 0.0.0.0:80\nListen 0.0.0.0:443\nDocumentRoot ${folder}
<VirtualHost *:443>\nSSLEngine on\nSSLCertificateFile ${folder}/cert.pem\nSSLCertificateKeyFile ${folder}/key.pem\n</VirtualHost>\n`;
      return ['apache2', '-f', write(folder, 'conf', text), '-D', 'FOREGROUND'];
    },
  },
  {
    name: 'tomcat',
    package: 'tomcat10',
    program: '/usr/share/tomcat10/bin/catalina.sh',
    ports: [
      { port: 8080, service: 'http' },
      { port: 8009, service: 'ajp13', alias: ['ajp', 'ajp13'], product: null, tellsVersion: false },
    ],
    product: /Tomcat/,
    tellsVersion: true,
    async start(folder) {
      for (const each of ['conf', 'logs', 'temp', 'webapps', 'work']) mkdirSync(`${folder}/${each}`);
      write(folder, 'conf/web.xml', '<web-app/>');
      const text = `<Server port="-1"><Service name="Catalina"><Connector port="8080" address="0.0.0.0"/>
<Connector port="8009" protocol="AJP/1.3" address="0.0.0.0" secretRequired="false"/>
<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine></Service></Server>`;
      write(folder, 'conf/server.xml', text);
      const home = '/usr/share/tomcat10';
      const paths = [`-Dcatalina.home=${home}`, `-Dcatalina.base=${folder}`, `-Djava.io.tmpdir=${folder}/temp`];
      const classes = ['-cp', `${home}/bin/bootstrap.jar:${home}/bin/tomcat-juli.jar`];
      const java = ['/usr/lib/jvm/default-java/bin/java', '-XX:TieredStopAtLevel=1', '-Xmx128m'] as const;
      return [...java, ...classes, ...paths, 'org.apache.catalina.startup.Bootstrap', 'start'];
    },
  },
  {
    name: 'caddy',
    package: 'caddy',
    program: 'caddy',
    ports: [
      { port: 80, service: 'http' },
      { port: 443, service: 'http', tls: true },
    ],
    product: /^Caddy/,
    tellsVersion: false,
    async start(folder) {
      await makeCertificate(folder);
      const text = `{\n admin off\n auto_https off\n storage file_system ${folder}\n}\n:80 {\n respond "lab"\n}
:443 {\n tls ${folder}/cert.pem ${folder}/key.pem\n respond "lab"\n}\n`;
      return ['caddy', 'run', '--adapter', 'caddyfile', '--config', write(folder, 'Caddyfile', text)];
    },
  },
];
