// What somebody meant whose first word is no command of ours: a target or an option, or another tool's name.

const SCANNERS = ['nmap', 'masscan', 'naabu', 'rustscan', 'zmap', 'unicornscan'];
const PINGERS = ['fping', 'hping', 'hping3', 'nping', 'tcping', 'arping'];
const OTHERS: Readonly<Record<string, string>> = {
  ndiff: 'portolan diff compares two scans',
  traceroute: 'portolan scan --traceroute HOST shows the way to a host',
  'arp-scan': 'portolan discover finds who is on this network',
  netdiscover: 'portolan discover finds who is on this network',
};

/** The command line that was meant, as a sentence; null where nobody knows. */
export function meantBy(command: string, rest: readonly string[]): string | null {
  const name = command.toLowerCase();
  if (Object.hasOwn(OTHERS, name)) return `${OTHERS[name]}.`;
  if (SCANNERS.includes(name)) return `Options of ${name}'s are taken by scan: portolan scan ${line(rest)}`.trimEnd();
  if (PINGERS.includes(name)) return `Options of ${name}'s are taken by ping: portolan ping ${line(rest)}`.trimEnd();
  return /^-|[.:/]|^localhost$/.test(command) ? `To scan: portolan scan ${line([command, ...rest])}` : null;
}

/** As a shell reads it back. */
function line(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
