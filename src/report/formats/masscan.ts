// masscan's formats, as they are found: its list (-oL), its JSON (-oJ) and one object a line (-oD).
import type { PortFact, ServiceFact } from '../../finding/finding.ts';
import { escapeJson, escapeText } from '../escape.ts';
import type { Report, ReportFormat, Write } from './format.ts';
import { createSeen } from './seen.ts';

interface Shape {
  readonly port: (fact: PortFact, seconds: number) => string;
  readonly banner: (fact: ServiceFact, text: string, seconds: number) => string;
}

export const masscanList: ReportFormat = {
  name: 'masscan-list',
  about: "masscan's list (-oL): open tcp 22 198.18.0.1 TIME",
  open(write) {
    write('#masscan\n');
    const report = each(write, {
      port: ({ ip, proto, port, state }, seconds) => `${state} ${proto} ${port} ${ip} ${seconds}\n`,
      banner: ({ ip, proto, port, service }, text, seconds) =>
        `banner ${proto} ${port} ${ip} ${seconds} ${word(service)} ${escapeText(text)}\n`,
    });
    return { take: report.take, end: () => write('# end\n') };
  },
};

export const masscanJson: ReportFormat = {
  name: 'masscan-json',
  about: "masscan's JSON (-oJ): one array",
  open(write) {
    let isFirst = true;
    write('[\n');
    const record = (value: object): string => {
      const text = `${isFirst ? '' : ',\n'}${escapeJson(JSON.stringify(value))}`;
      isFirst = false;
      return text;
    };
    const report = each(write, {
      port: ({ ip, proto, port, state, reason, ttl = 0 }, seconds) =>
        record({ ip, timestamp: `${seconds}`, ports: [{ port, proto, status: state, reason, ttl }] }),
      banner: ({ ip, proto, port, service }, banner, seconds) =>
        record({ ip, timestamp: `${seconds}`, ports: [{ port, proto, service: { name: service, banner } }] }),
    });
    return { take: report.take, end: () => write(isFirst ? ']\n' : '\n]\n') };
  },
};

export const masscanNdjson: ReportFormat = {
  name: 'masscan-ndjson',
  about: "masscan's JSON lines (-oD)",
  open(write) {
    const record = (value: object): string => `${escapeJson(JSON.stringify(value))}\n`;
    return each(write, {
      port: ({ ip, proto, port, state, reason, ttl = 0 }, seconds) =>
        record({
          ...{ ip, timestamp: `${seconds}`, port, proto, rec_type: 'status' },
          data: { status: state, reason, ttl },
        }),
      banner: ({ ip, proto, port, service }, banner, seconds) =>
        record({
          ...{ ip, timestamp: `${seconds}`, port, proto, rec_type: 'banner' },
          data: { service_name: service, banner },
        }),
    });
  },
};

/** Open ports, each once, and what they said. */
function each(write: Write, { port, banner }: Shape): Report {
  const seen = createSeen();
  return {
    take(line) {
      if (line.type === 'port') {
        if (line.state === 'open' && seen.isNew(line.ip, line.port, line.proto)) write(port(line, secondsOf(line)));
      } else if (line.type === 'service') {
        const text = saidBy(line);
        if (text !== '') write(banner(line, text, secondsOf(line)));
      }
    },
    end() {},
  };
}

/** Its own words, else what it is. */
function saidBy({ evidence, product = '', version = '' }: ServiceFact): string {
  return evidence[0]?.text || [product, version].filter(Boolean).join(' ');
}

function secondsOf({ time }: { readonly time: string }): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** A field of a line whose fields have spaces between. */
function word(text: string): string {
  return escapeText(text).replaceAll(' ', '_');
}
