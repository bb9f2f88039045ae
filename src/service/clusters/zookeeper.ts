// ZooKeeper: its Administrator's Guide, "The Four Letter Words". `srvr` tells version and role; where it is not on the list of
// those allowed, the refusal says so.
import { ascii, clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const REFUSED = /^[a-z]{4} is not executed because it is not (?:in the whitelist|on the list)/;
const NOT_SERVING = 'This ZooKeeper instance is not currently serving requests';
const VERSION = /^Zookeeper version: v?(\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)[\w.]{0,10})?)([^\n]{0,200})\n/;

export const zookeeper = defineService({
  name: 'zookeeper',
  title: 'Apache ZooKeeper',
  specification: "ZooKeeper Administrator's Guide: The Four Letter Words",
  ports: [2181, 2182, 2183],
  hello: ascii('srvr'),

  read({ text }) {
    const product = { product: 'Apache ZooKeeper', cpe: [cpeOf('apache', 'zookeeper')] };
    if (REFUSED.test(text)) return { confidence: 0.95, ...product, info: 'four-letter words are switched off' };
    if (text.startsWith(NOT_SERVING)) return { confidence: 0.95, ...product, info: 'not serving requests' };
    const told = VERSION.exec(text);
    return told === null ? null : fromServer(text, told[1], told[2]);
  },
});

function fromServer(text: string, version: string, build: string): Verdict {
  const fields = new Map(
    text.split('\n', 20).flatMap((line): [string, string][] => {
      const at = line.indexOf(': ');
      return at > 0 ? [[line.slice(0, at), clean(line.slice(at + 2), 60)]] : [];
    }),
  );
  const mode = fields.get('Mode');
  return {
    confidence: mode === undefined ? 0.9 : 1,
    product: 'Apache ZooKeeper',
    version,
    cpe: [cpeOf('apache', 'zookeeper', version)],
    ...(mode === undefined ? { more: true } : { info: mode }),
    details: {
      mode: mode ?? '',
      connections: fields.get('Connections') ?? '',
      nodes: fields.get('Node count') ?? '',
      build: clean(build.replace(/^[-, ]+/, '')),
    },
  };
}
