// Passwords that stand in a command line, and addresses that are as good as one: results name the arguments, and are handed on.
const SECRET = ['--snmp-community', '--webhook'];

/** The arguments as results name them. */
export function withoutSecrets(args: readonly string[]): string[] {
  return args.map((arg, k) => {
    if (SECRET.includes(args[k - 1])) return '***';
    const [name] = arg.split('=', 1);
    return SECRET.includes(name) && name !== arg ? `${name}=***` : arg;
  });
}
