// What the package system says of the daemons: which are missing here, and which version is installed.
import { findProgram } from '../available.ts';
import { LabError, run } from '../process.ts';
import type { Daemon } from './daemon.ts';

/** What the lab needs beside the daemons: it makes certificates, and speaks TLS for those that cannot. */
const BESIDE = [
  { package: 'openssl', program: 'openssl' },
  { package: 'stunnel4', program: 'stunnel4' },
];

/** The packages that a lab of these daemons needs. */
export function neededPackages(daemons: readonly Daemon[]): string[] {
  return packagesOf([...BESIDE, ...daemons]);
}

/** Those of them that are not here; empty: all are. */
export function missingPackages(daemons: readonly Daemon[]): string[] {
  return packagesOf([...BESIDE, ...daemons].filter(({ program }) => findProgram(program) === null));
}

function packagesOf(needs: readonly Pick<Daemon, 'package'>[]): string[] {
  return [...new Set(needs.map((each) => each.package))];
}

/** The version of a package as its makers call it: `1:9.2p1-2+deb12u3` is `9.2p1`. */
export async function upstreamVersion(name: string): Promise<string> {
  const text = await run('dpkg-query', ['-W', '-f', `\${Version}`, name]);
  const version = /^(?:\d+:)?([^-+~]+)/.exec(text)?.[1];
  if (version === undefined) throw new LabError('E_LAB_PACKAGE', `${name} has no version: ${text}`);
  return version;
}
