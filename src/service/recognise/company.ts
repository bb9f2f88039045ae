// What is often found on one host together: one program that speaks several protocols, or programs that need each other. It says
// which question comes early, never what answers.

export const COMPANIES: readonly (readonly string[])[] = [
  // RabbitMQ, ActiveMQ and Artemis speak several of these; RabbitMQ and ejabberd are Erlang's.
  ['amqp', 'mqtt', 'stomp', 'openwire', 'epmd', 'erlang-distribution'],
  ['xmpp-client', 'epmd', 'erlang-distribution'],
  ['sunrpc', 'nfs'],
  ['zookeeper', 'kafka', 'hadoop-ipc'],
  ['ldap', 'kerberos', 'microsoft-ds', 'epmap', 'netbios-ssn'],
  ['tor-control', 'tor-or', 'socks5'],
  ['rmiregistry', 'jdwp', 'ajp13'],
];

const COMPANY: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  COMPANIES.flat().map((name) => [name, new Set(COMPANIES.filter((all) => all.includes(name)).flat())]),
);

/** Whether `name` is likely where `seen` are. */
export function isLikelyBeside(seen: ReadonlySet<string>, name: string): boolean {
  if (seen.has(name)) return true;
  for (const other of COMPANY.get(name) ?? []) if (seen.has(other)) return true;
  return false;
}
