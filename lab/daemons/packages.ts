// What the package system says of the daemons: which are missing here, and which version is installed.
import { findProgram } from '../available.ts';
import { LabError, run } from '../process.ts';
import { type Daemon, UNPACKED } from './daemon.ts';

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

/** As `lab/daemons/packages.txt` has them. */
function packagesOf(needs: readonly Pick<Daemon, 'package' | 'unpacked'>[]): string[] {
  return [...new Set(needs.map((each) => (each.unpacked === true ? `unpacked ${each.package}` : each.package)))];
}

/** What a person types for them. */
export function howToInstall(packages: readonly string[]): string {
  const unpacked = packages.flatMap((each) => /^unpacked (.+)/.exec(each)?.[1] ?? []);
  const installed = packages.filter((each) => !each.startsWith('unpacked '));
  const install = installed.length > 0 ? [`apt-get install --no-install-recommends ${installed.join(' ')}`] : [];
  return [...install, ...(unpacked.length > 0 ? [`.ci/unpack ${unpacked.join(' ')}`] : [])].join('; ');
}

/** The version of a package as its makers call it: `1:9.2p1-2+deb12u3` is `9.2p1`. */
export async function upstreamVersion({ package: name, unpacked }: Daemon): Promise<string> {
  const text = await (unpacked === true
    ? run('sed', ['-n', 's/^Version: //p', `${UNPACKED}/${name}/DEBIAN/control`])
    : run('dpkg-query', ['-W', '-f', `\${Version}`, name]));
  const version = /^(?:\d+:)?([^-+~]+)/.exec(text)?.[1];
  if (version === undefined) throw new LabError('E_LAB_PACKAGE', `${name} has no version: ${text}`);
  return version;
}
