// The SQL Server Browser: [MC-SQLR] section 2.2.5. It names the instances, their versions and their ports.
//
//   05, length u16le, text: ServerName;X;InstanceName;Y;IsClustered;No;Version;16.0.1000.6;tcp;1433;np;\\X\pipe\sql\query;;
import { mssqlBrowser as question } from '../../probe/udp/databases/mssql-browser.ts';
import { clean, textAt, u8, u16le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const RESPONSE = 5;
const HEADER = 3;
const INSTANCES_MOST = 32;
const FIRST = 'ServerName;';

export const mssqlBrowser = defineService({
  name: 'ms-sql-m',
  title: 'SQL Server Browser',
  specification: 'MC-SQLR',
  ports: [],
  udpPorts: [1434],
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const length = u16le(bytes, 1);
    if (u8(bytes, 0) !== RESPONSE || bytes.length < HEADER + length) return null;
    const text = textAt(bytes, HEADER, length);
    if (!text.startsWith(FIRST)) return null;
    const instances = text
      .split(';;', INSTANCES_MOST)
      .filter((each) => each.startsWith(FIRST))
      .map(instanceOf);
    const [first] = instances;
    const names = instances.map(({ InstanceName, Version, tcp }) =>
      [InstanceName, Version, tcp === undefined ? '' : `port ${tcp}`].filter(Boolean).join(' '),
    );
    return {
      confidence: 1,
      product: 'Microsoft SQL Server Browser',
      ...(first?.ServerName === undefined ? {} : { hostname: first.ServerName }),
      info: clean(names.join(', ')),
      details: { instances },
      os: 'Windows',
    };
  },
});

/** Key, value, key, value. */
function instanceOf(text: string): Record<string, string> {
  const parts = text.split(';', 24);
  const instance: Record<string, string> = {};
  for (let at = 0; at + 1 < parts.length; at += 2) {
    if (/^[A-Za-z]{2,20}$/.test(parts[at])) instance[parts[at]] = clean(parts[at + 1], 80);
  }
  return instance;
}
