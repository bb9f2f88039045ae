// nmap's XML (-oX), its own and that of programs that write it, as the lines of a survey; while it is read.
//
//  1. `start` says what nmap was told, as far as it says so itself; addresses on its command line are the targets.
//  2. Figures of `end` are counted from the file: what it does not have, nobody knows.
//  3. A file that ends early is an interrupted survey.
import type { Line, StartLine } from '../../finding/finding.ts';
import { createCounts } from './counts.ts';
import { ImportError } from './import-error.ts';
import { createHostReader, type HostReader, type Origin } from './nmap-host.ts';
import { targetsOf } from './targets.ts';
import { timeOf, wholeNumber, words } from './words.ts';
import { type Attributes, createXmlReader } from './xml-events.ts';

/** Throws E_IMPORT. `now`: for a file without times. */
export async function* readNmapXml(
  chunks: AsyncIterable<Uint8Array>,
  now: string = new Date().toISOString(),
): AsyncGenerator<Line, void, undefined> {
  const lines: Line[] = [];
  const document = createDocument((line) => lines.push(line), now);
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    document.write(decoder.decode(chunk, { stream: true }));
    yield* lines.splice(0);
  }
  document.end();
  yield* lines;
}

function createDocument(give: (line: Line) => void, now: string) {
  const counts = createCounts();
  const ports: NonNullable<StartLine['ports']>[number][] = [];
  const probes = { tcp: 'syn', udp: 'udp' };
  let run: Attributes | null = null;
  let origin: Origin | null = null;
  let host: HostReader | null = null;
  let stats: { readonly finished: Attributes; hosts: Attributes } | null = null;
  let skipped = 0;
  let isBegun = false;

  /** Before the first host, or at the end. */
  function begin(): Origin {
    if (run === null) throw new ImportError('no XML of nmap: its first element is not "nmaprun"');
    const program = `nmap ${words(run.version) ?? ''}`.trimEnd();
    origin ??= { program, time: timeOf(run.start) ?? now, probes };
    if (isBegun) return origin;
    isBegun = true;
    const argv = (words(run.args) ?? 'nmap').split(' ').filter(Boolean);
    give({
      ...{ type: 'start', time: origin.time, version: program, argv, targets: targetsOf(argv) },
      ...(ports.length > 0 ? { ports } : {}),
      ...{ stages: ['import'], seed: '', engine: probes.tcp === 'connect' ? 'connect' : 'raw' },
    });
    return origin;
  }

  function scanInfo({ type, protocol, numservices, services }: Attributes): void {
    if (protocol !== 'tcp' && protocol !== 'udp') return;
    if (type === 'connect') probes.tcp = 'connect';
    const [count, list] = [wholeNumber(numservices, 0, 65_536) ?? 0, words(services)];
    // What is cut off is no list any more.
    const isWhole = list !== undefined && list === services;
    if (ports.length < 2) ports.push({ proto: protocol, count, ...(isWhole ? { list } : {}) });
  }

  const reader = createXmlReader({
    opened(name, attributes) {
      if (run === null && name !== 'nmaprun') begin();
      if (host !== null) host.opened(name, attributes);
      else if (name === 'nmaprun') run = attributes;
      else if (name === 'scaninfo') scanInfo(attributes);
      else if (name === 'host') host = createHostReader(attributes, begin());
      else if (name === 'finished') stats = { finished: attributes, hosts: {} };
      else if (name === 'hosts' && stats !== null) stats.hosts = attributes;
    },
    text: (text) => host?.text(text),
    closed(name) {
      if (host === null) return;
      if (name !== 'host') {
        host.closed(name);
        return;
      }
      const facts = host.facts();
      host = null;
      if (facts.length === 0) skipped++;
      for (const fact of facts) {
        counts.take(fact);
        give(fact);
      }
    },
  });

  return {
    write: reader.write,
    end() {
      const isWhole = reader.end();
      const { time } = begin();
      const { finished = {}, hosts = {} } = stats ?? {};
      const elapsed = /^\d{1,9}(\.\d{1,6})?$/.test(finished.elapsed ?? '') ? Number(finished.elapsed) : 0;
      if (skipped > 0) {
        const text = `${skipped} hosts of the file are left out: down, or without an IPv4 address`;
        give({ type: 'notice', time, stage: 'import', code: 'N_IMPORT_LEFT_OUT', text });
      }
      give(
        counts.end({
          time: timeOf(finished.time) ?? time,
          hostsAsked: wholeNumber(hosts.total, 0, 2 ** 32) ?? 0,
          elapsedMs: elapsed * 1000,
          interrupted: !isWhole || stats === null || finished.exit === 'error',
          engine: probes.tcp === 'connect' ? 'connect' : 'raw',
        }),
      );
    },
  };
}
