// Checkmk agent: "The monitoring agent's output" of the Checkmk manual. It greets with sections; the first is about itself.
//
//   <<<check_mk>>>  Version: 2.1.0  AgentOS: linux  Hostname: name ...
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

export const checkMk = defineService({
  name: 'check-mk-agent',
  title: 'Checkmk agent',
  specification: 'Checkmk agent output',
  ports: [6556],

  read({ text }: Reply): Verdict | null {
    if (!text.startsWith('<<<check_mk>>>')) return null;
    const head = text.slice(0, 2000);
    const value = (name: string): string | undefined => {
      const found = new RegExp(`\\n${name}: ([^\\r\\n]{1,200})`).exec(head)?.[1];
      return found === undefined ? undefined : clean(found);
    };
    const version = value('Version');
    const hostname = value('Hostname');
    const os = value('AgentOS');
    return {
      confidence: version === undefined ? 0.7 : 0.95,
      product: 'Checkmk agent',
      ...(version === undefined ? {} : { version, cpe: [cpeOf('checkmk', 'checkmk', version)] }),
      ...(hostname === undefined ? {} : { hostname }),
      ...(os === undefined ? {} : { os }),
      notes: [noLogin('tells all about this host to anybody', 'restrict only_from, and register it for TLS')],
    };
  },
});
