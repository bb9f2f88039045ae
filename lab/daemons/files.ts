// File services of Debian.
import { mkdirSync } from 'node:fs';
import { type Daemon, EVERY_CIPHER, makeCertificate, startSmbd, UNPACKED, withOldTls, write } from './daemon.ts';

export const FILES_DAEMONS: readonly Daemon[] = [
  {
    name: 'rsync',
    package: 'rsync',
    program: 'rsync',
    ports: [{ port: 873, service: 'rsync' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const conf = write(folder, 'conf', `use chroot = no\n[files]\npath = ${folder}\ncomment = lab\n`);
      return ['rsync', '--daemon', '--no-detach', '--port=873', `--config=${conf}`];
    },
  },
  {
    name: 'proftpd',
    package: 'proftpd-mod-crypto',
    program: 'proftpd',
    ports: [
      { port: 21, service: 'ftp', starttls: /anon/ },
      { port: 990, service: 'ftp', tls: true },
    ],
    product: /^ProFTPD/,
    tellsVersion: false,
    async start(folder) {
      await makeCertificate(folder);
      const certificate = `TLSEngine on\nTLSECCertificateFile ${folder}/cert.pem\nTLSECCertificateKeyFile ${folder}/key.pem
TLSProtocol ALL -SSLv3\nTLSCipherSuite ${EVERY_CIPHER}\n`;
      const text = `ModulePath /usr/lib/proftpd\nLoadModule mod_tls.c\nServerType standalone\nServerName lab
DefaultAddress 0.0.0.0\nSocketBindTight on\nUseIPv6 off\nUseReverseDNS off\nPort 21\nUser nobody\nGroup nogroup\nWtmpLog off
PidFile ${folder}/pid\nScoreboardFile none\nDelayEngine off\n${certificate}
<VirtualHost 0.0.0.0>\nPort 990\n${certificate}TLSOptions UseImplicitSSL\n</VirtualHost>\n`;
      return ['proftpd', '--nodaemon', '--config', write(folder, 'conf', text)];
    },
  },
  {
    name: 'vsftpd',
    package: 'vsftpd',
    unpacked: true,
    program: `${UNPACKED}/vsftpd/usr/sbin/vsftpd`,
    ports: [{ port: 21, service: 'ftp', starttls: /anon/ }],
    product: /^vsftpd/i,
    tellsVersion: true,
    async start(folder) {
      mkdirSync(`${folder}/empty`);
      await makeCertificate(folder);
      const text = `listen=YES\nbackground=NO\nanonymous_enable=NO\nlocal_enable=YES\nsecure_chroot_dir=${folder}/empty
xferlog_enable=NO\nseccomp_sandbox=NO
ssl_enable=YES\nrsa_cert_file=${folder}/cert.pem\nrsa_private_key_file=${folder}/key.pem\nssl_tlsv1=YES\nssl_ciphers=${EVERY_CIPHER}\n`;
      return ['env', withOldTls(folder), `${UNPACKED}/vsftpd/usr/sbin/vsftpd`, write(folder, 'conf', text)];
    },
  },
  {
    name: 'pure-ftpd',
    package: 'pure-ftpd',
    unpacked: true,
    program: `${UNPACKED}/pure-ftpd/usr/sbin/pure-ftpd`,
    ports: [{ port: 21, service: 'ftp' }],
    product: /^Pure-FTPd/,
    tellsVersion: false,
    start: async (folder) => [
      `${UNPACKED}/pure-ftpd/usr/sbin/pure-ftpd`,
      ...['--bind', '0.0.0.0,21', '--dontresolve', '--pidfile', `${folder}/pid`, '--noanonymous'],
    ],
  },
  {
    name: 'samba',
    package: 'samba',
    program: 'smbd',
    ports: [
      { port: 445, service: 'microsoft-ds', alias: ['netbios-ssn'] },
      { port: 139, service: 'netbios-ssn', oddService: 'microsoft-ds' },
    ],
    product: /^Samba/,
    tellsVersion: false,
    start: async (folder) => startSmbd(folder, 'bind interfaces only = no\n'),
  },
  {
    name: 'rpcbind',
    package: 'rpcbind',
    program: 'rpcbind',
    ports: [{ port: 111, service: 'sunrpc', alias: ['rpcbind'] }],
    product: /rpcbind/,
    tellsVersion: false,
    // Its lock and its socket have their fixed place: in a /run of its own.
    start: async () => ['sh', '-c', 'mount -t tmpfs none /run && exec rpcbind -f -r'],
  },
  {
    name: 'ganesha',
    package: 'nfs-ganesha',
    program: 'ganesha.nfsd',
    ports: [{ port: 2049, service: 'nfs' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const text = `NFS_CORE_PARAM {\n Protocols = 4;\n Enable_NLM = false;\n Enable_RQUOTA = false;\n Enable_UDP = false;\n NFS_Port = 2049;\n}
NFSV4 {\n RecoveryRoot = ${folder};\n Grace_Period = 5;\n}\n`;
      return ['ganesha.nfsd', '-F', '-L', `${folder}/log`, '-p', `${folder}/pid`, '-f', write(folder, 'conf', text)];
    },
  },
];
