// Monitoring of Debian.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, write } from './daemon.ts';

export const MONITORING_DAEMONS: readonly Daemon[] = [
  {
    name: 'node-exporter',
    package: 'prometheus-node-exporter',
    program: 'prometheus-node-exporter',
    ports: [
      // On the ports of printers: nothing may be said there.
      { port: 9100, service: 'unknown' },
      { port: 9108, service: 'http' },
    ],
    product: /Node Exporter/i,
    tellsVersion: true,
    async start() {
      const listen = ['9100', '9108'].map((port) => `--web.listen-address=0.0.0.0:${port}`);
      return ['prometheus-node-exporter', ...listen, '--collector.disable-defaults'];
    },
  },
  {
    name: 'prometheus',
    package: 'prometheus',
    program: 'prometheus',
    ports: [{ port: 9090, service: 'http' }],
    product: /^Prometheus/,
    tellsVersion: true,
    async start(folder) {
      const conf = write(folder, 'conf', 'global:\n  scrape_interval: 1h\n');
      const listen = ['--web.listen-address=0.0.0.0:9090', `--storage.tsdb.path=${folder}/data`];
      return ['prometheus', `--config.file=${conf}`, ...listen, '--log.level=error'];
    },
  },
  {
    name: 'gpsd',
    package: 'gpsd',
    program: 'gpsd',
    ports: [{ port: 2947, service: 'gpsd', alias: ['gpsd-ng'] }],
    product: /^gpsd$/,
    tellsVersion: true,
    async start(folder) {
      return ['gpsd', '-N', '-G', '-n', '-S', '2947', '-F', join(folder, 'socket')];
    },
  },
  {
    name: 'apcupsd',
    package: 'apcupsd',
    program: 'apcupsd',
    ports: [{ port: 3551, service: 'apcupsd' }],
    product: /^apcupsd$/,
    tellsVersion: true,
    async start(folder) {
      const places = ['LOCKFILE', 'SCRIPTDIR', 'PWRFAILDIR', 'NOLOGINDIR'].map((name) => `${name} ${folder}\n`);
      const logs = `EVENTSFILE ${folder}/events\nSTATFILE ${folder}/status\n`;
      const ups = 'UPSNAME lab\nUPSCABLE ether\nUPSTYPE net\nDEVICE 127.0.0.1:1\nPOLLTIME 3600\n';
      const net = 'NETSERVER on\nNISIP 0.0.0.0\nNISPORT 3551\nUPSCLASS standalone\nUPSMODE disable\n';
      const conf = write(folder, 'conf', `## apcupsd.conf v1.1 ##\n${ups}${places.join('')}${net}${logs}`);
      return ['apcupsd', '-b', '-f', conf, '-P', join(folder, 'pid')];
    },
  },
  {
    name: 'zabbix-agent',
    package: 'zabbix-agent',
    program: '/usr/sbin/zabbix_agentd',
    ports: [{ port: 10050, service: 'zabbix-agent', alias: ['zabbix'] }],
    product: /^Zabbix agent$/,
    tellsVersion: true,
    async start(folder) {
      const text = `PidFile=${folder}/pid\nLogType=console\nServer=0.0.0.0/0\nListenPort=10050\nHostname=lab\nAllowRoot=1\n`;
      return ['zabbix_agentd', '-f', '-c', write(folder, 'conf', text)];
    },
  },
  {
    name: 'nrpe',
    package: 'nagios-nrpe-server',
    program: '/usr/sbin/nrpe',
    ports: [{ port: 5666, service: 'nrpe' }],
    product: /NRPE/,
    tellsVersion: true,
    async start(folder) {
      const text = `pid_file=${folder}/pid\nserver_port=5666\nserver_address=0.0.0.0\nnrpe_user=nobody\nnrpe_group=nogroup
allowed_hosts=127.0.0.1,198.18.0.0/15\n`;
      chmodSync(folder, 0o777);
      return ['nrpe', '-n', '-f', '-c', write(folder, 'conf', text)];
    },
  },
  {
    name: 'clamd',
    package: 'clamav-daemon',
    program: '/usr/sbin/clamd',
    ports: [{ port: 3310, service: 'clamd', alias: ['clam'] }],
    product: /^ClamAV$/,
    tellsVersion: true,
    async start(folder) {
      write(folder, 'lab.hdb', `${'0'.repeat(31)}1:68:Lab.Test\n`);
      const text = `DatabaseDirectory ${folder}\nTCPSocket 3310\nTCPAddr 0.0.0.0\nForeground yes\nUser root\n`;
      return ['clamd', '-c', write(folder, 'conf', text)];
    },
  },
];
