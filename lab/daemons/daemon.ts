// How a real daemon of Debian's packages is started in a namespace, by itself, with an empty folder for its files, and what
// it is. Versions are not written here: the package system knows them (packages.ts).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';

/** A program and its arguments. */
export type Words = readonly [string, ...string[]];

export interface Daemon {
  readonly name: string;
  /** The Debian package, whose version is true; and the program that must be there, by name or path. */
  readonly package: string;
  readonly program: string;
  /** It cannot be installed beside another of the lab: its files lie unpacked under UNPACKED. */
  readonly unpacked?: boolean;
  readonly ports: readonly DaemonPort[];
  /** As a person would call it: what a verdict must name. Null: it does not tell. */
  readonly product: RegExp | null;
  /** It tells its version to strangers. */
  readonly tellsVersion: boolean;
  /** Writes its files and says how it is started; it stays in the foreground. */
  start(folder: string): Promise<Words>;
}

/** Where a daemon listens, on all addresses. */
export interface DaemonPort {
  readonly port: number;
  /** As the product calls it; `unknown`: nothing may be said there. */
  readonly service: string;
  /** As other tools call the same. */
  readonly alias?: readonly string[];
  /** The daemon itself speaks TLS here; `too`: as well as in the clear. */
  readonly tls?: boolean | 'too';
  /** What it is where its own port does not say how to ask: the same daemon speaks another protocol there too. */
  readonly oddService?: string;
  /** It goes on in TLS when asked for it, takes TLS 1.0 there, and a cipher of this name. */
  readonly starttls?: RegExp;
  /** It does so only for who asks for the host of this name. */
  readonly host?: string;
  /** False: stunnel is not put around it, because it goes on in TLS of its own. */
  readonly wrapped?: boolean;
  /** Where this port tells another product than the daemon's others, or none; and more or less of its version. */
  readonly product?: RegExp | null;
  readonly tellsVersion?: boolean;
  /** UDP: it takes datagrams, and has no answer for who asks; or none on a port where nobody expects it, as what it wants to be
   * asked is not asked everywhere. */
  readonly silent?: true | 'elsewhere';
}

/** Where packages lie that cannot be installed side by side, each in a folder of its name. */
export const UNPACKED = '/usr/local/lib/portolan-lab';

/** Writes a file of a daemon, and says where. */
export function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Makes `cert.pem` and `key.pem`: self-signed for lab.example, 30 days. */
export async function makeCertificate(folder: string): Promise<void> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=lab.example', '-days', '30', '-addext', 'subjectAltName=DNS:lab.example'];
  await run('openssl', ['req', '-x509', ...key, ...subject, '-out', join(folder, 'cert.pem')]);
}

/** Whatever OpenSSL can do, and nobody should any more: anonymous key exchange too (openssl-ciphers(1)). */
export const EVERY_CIPHER = 'ALL:@SECLEVEL=0';
/** The same of GnuTLS, which has triple DES ("Priority strings" of its manual). */
export const EVERY_GNUTLS_CIPHER = 'NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:+3DES-CBC';

/** For daemons that leave the oldest version of TLS to OpenSSL: it reads its file (config(5)) where this says. */
export function withOldTls(folder: string): string {
  const text = `openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = old\n[old]\nMinProtocol = TLSv1\nCipherString = ${EVERY_CIPHER}\n`;
  return `OPENSSL_CONF=${write(folder, 'openssl.cnf', text)}`;
}

/** The ids of a user of this machine. */
export async function idsOf(user: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
  return { uid: Number(uid), gid: Number(gid) };
}

/** Gives a daemon a /run of its own, with these folders, where it keeps what only one of a machine can have. */
export function withOwnRun(folders: readonly string[], words: readonly string[]): Words {
  // What runs in a named namespace has its own mounts (ip-netns(8)).
  const make = folders.map((name) => `mkdir -m 755 /run/${name}`);
  return ['sh', '-c', ['mount -t tmpfs none /run', ...make, 'exec "$@"'].join(' && '), 'sh', ...words];
}

/** nginx with such `server { ... }` blocks, and all that it writes in its folder. */
export function startNginx(folder: string, servers: string): Words {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder};`);
  const text = `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events {}
http { access_log off; ${temporary.join(' ')}
${servers} }\n`;
  return ['nginx', '-c', write(folder, 'nginx.conf', text), '-e', 'stderr'];
}

/** A file for Samba (smb.conf(5)): a server by itself with such lines more of its own, and all that it writes in its folder. */
export function sambaConf(folder: string, more: string): string {
  const kinds = ['lock directory', 'state directory', 'cache directory', 'pid directory', 'private dir', 'ncalrpc dir'];
  const places = kinds.map((kind) => {
    const place = join(folder, kind.split(' ')[0]);
    mkdirSync(place);
    return `${kind} = ${place}\n`;
  });
  const text = `[global]\nserver role = standalone server\nlog file = ${folder}/log\nload printers = no
disable spoolss = yes\nrpc start on demand helpers = no\n${places.join('')}${more}`;
  return write(folder, 'conf', text);
}

export function startSmbd(folder: string, more: string): Words {
  return ['smbd', '--foreground', '--no-process-group', '--debug-stdout', '-s', sambaConf(folder, more)];
}
