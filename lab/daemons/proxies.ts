// Proxies and balancers of Debian.
import { type Daemon, write } from './daemon.ts';

export const PROXIES_DAEMONS: readonly Daemon[] = [
  {
    name: 'haproxy',
    package: 'haproxy',
    program: 'haproxy',
    ports: [
      { port: 8404, service: 'http' },
      // An error page, by its words.
      { port: 80, service: 'http', tellsVersion: false },
    ],
    product: /^HAProxy/i,
    tellsVersion: true,
    async start(folder) {
      const text = `defaults\n mode http\n timeout client 5s\n timeout server 5s\n timeout connect 1s
frontend stats\n bind 0.0.0.0:8404\n stats enable\n stats uri /\nfrontend web\n bind 0.0.0.0:80\n`;
      return ['haproxy', '-db', '-f', write(folder, 'conf', text)];
    },
  },
  {
    name: 'squid',
    package: 'squid',
    program: 'squid',
    ports: [{ port: 3128, service: 'http-proxy', alias: ['http', 'squid-http'] }],
    product: /^squid/i,
    tellsVersion: true,
    async start(folder) {
      const text = `http_port 0.0.0.0:3128\nhttp_access deny all\npid_filename ${folder}/pid\npinger_enable off
cache_mem 8 MB\naccess_log none\ncache_log ${folder}/log\ncoredump_dir ${folder}\nvisible_hostname lab.example\ndns_nameservers 127.0.0.1\n`;
      return ['squid', '-N', '-f', write(folder, 'conf', text)];
    },
  },
  {
    name: 'tinyproxy',
    package: 'tinyproxy-bin',
    program: 'tinyproxy',
    ports: [{ port: 8888, service: 'http-proxy', alias: ['http'] }],
    product: /^tinyproxy/i,
    tellsVersion: true,
    async start(folder) {
      const text = `User nobody\nGroup nogroup\nPort 8888\nListen 0.0.0.0\nTimeout 10\nMaxClients 100\n`;
      return ['tinyproxy', '-d', '-c', write(folder, 'conf', text)];
    },
  },
  {
    name: 'privoxy',
    package: 'privoxy',
    program: 'privoxy',
    ports: [{ port: 8118, service: 'http-proxy', alias: ['http'] }],
    product: /^Privoxy/,
    tellsVersion: false,
    async start(folder) {
      const text = `confdir /etc/privoxy\nlogdir ${folder}\nlisten-address 0.0.0.0:8118\n`;
      return ['privoxy', '--no-daemon', write(folder, 'conf', text)];
    },
  },
];
