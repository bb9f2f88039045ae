// Zabbix: "Header" of its manual's protocols appendix. Agents tell the value of a key; servers and proxies want JSON and say so.
//
//   "ZBXD", flags u8 (1; 2: compressed, 4: large), length u32 LE, reserved u32 LE, data
import { ascii, clean, concat, latin1, le32, stands, textAt, u8, u32le } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const MAGIC = ascii('ZBXD');
const HEADER = 13;
const DATA_MOST = 65_536;

function packet(data: string): Uint8Array {
  return concat(MAGIC, Uint8Array.of(1), le32(data.length), le32(0), ascii(data));
}

export const zabbix = defineService({
  name: 'zabbix-agent',
  title: 'Zabbix',
  specification: 'Zabbix protocol header',
  ports: [10050, 10051],
  hello: packet('agent.version'),

  read({ bytes }: Reply): Verdict | null {
    const length = u32le(bytes, 5);
    if (!stands(bytes, MAGIC) || (u8(bytes, 4) & 1) === 0 || length > DATA_MOST) return null;
    const data = textAt(bytes, HEADER, length);
    if (data.startsWith('{') || /"response"/.test(data)) {
      const info = /"info"\s?:\s?"([^"]{1,200})"/.exec(data)?.[1];
      return {
        service: 'zabbix-trapper',
        confidence: 0.95,
        product: 'Zabbix server',
        ...(info === undefined ? {} : { info: clean(info) }),
      };
    }
    const version = /^\d{1,2}\.\d[\w.]{0,20}$/.exec(data)?.[0];
    if (version === undefined)
      return { confidence: 0.9, ...(data === '' ? {} : { info: clean(data.replace('\0', ': '), 80) }) };
    return {
      confidence: 1,
      product: 'Zabbix agent',
      version,
      cpe: [cpeOf('zabbix', 'zabbix_agent', version)],
      notes: [noLogin('answers this address', 'restrict Server= to the Zabbix servers, use TLSAccept=psk or cert')],
    };
  },

  /** One key a connection: the host's name and system. */
  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.product !== 'Zabbix agent') return verdict;
    const hostname = await valueOfKey(talk, 'agent.hostname');
    const os = await valueOfKey(talk, 'system.uname');
    return {
      ...verdict,
      ...(hostname === '' ? {} : { hostname }),
      ...(os === '' ? {} : { os: os.split(' ')[0], details: { uname: os } }),
    };
  },
});

async function valueOfKey(talk: Talk, key: string): Promise<string> {
  const fresh = await talk.again();
  if (fresh === null) return '';
  const answer = await ask(fresh, latin1(packet(key)), (text) => text.length > HEADER);
  fresh.close();
  const value = answer.startsWith('ZBXD') ? answer.slice(HEADER) : '';
  return value.startsWith('ZBX_') ? '' : clean(value, 200);
}
