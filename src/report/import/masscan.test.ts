import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line, ServiceFact } from '../../finding/finding.ts';
import { FINDINGS, linesOf, TIME } from '../findings.test-data.ts';
import { masscanJson, masscanList, masscanNdjson } from '../formats/masscan.ts';
import { surveyLine } from '../json-lines.ts';
import { violations } from '../lines.test-data.ts';
import { readMasscan } from './masscan.ts';

async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 11) yield bytes.subarray(at, at + 11);
}

async function read(text: string): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readMasscan(piecesOf(text), TIME)) lines.push(line);
  assert.deepEqual(
    lines.flatMap((line) => violations(JSON.parse(surveyLine(line)))),
    [],
  );
  return lines;
}

const WRITTEN = {
  list: '#masscan\nopen tcp 80 198.18.0.3 1700000000\nbanner tcp 80 198.18.0.3 1700000001 http HTTP/1.1 200 OK\n# end\n',
  json: `[
{   "ip": "198.18.0.3",   "timestamp": "1700000000", "ports": [ {"port": 80, "proto": "tcp", "status": "open", "reason": "syn-ack-psh", "ttl": 64} ] }
,
{   "ip": "198.18.0.3",   "timestamp": "1700000001", "ports": [ {"port": 80, "proto": "tcp", "service": {"name": "http", "banner": "HTTP/1.1 200 OK"} } ] }
]
`,
  ndjson: `{"ip":"198.18.0.3","timestamp":"1700000000","port":80,"proto":"tcp","rec_type":"status","data":{"status":"open","reason":"syn-ack","ttl":64}}
{"ip":"198.18.0.3","timestamp":"1700000001","port":80,"proto":"tcp","rec_type":"banner","data":{"service_name":"http","banner":"HTTP/1.1 200 OK"}}
`,
};

for (const [form, text] of Object.entries(WRITTEN)) {
  test(`masscan's ${form} becomes facts`, async () => {
    const lines = await read(text);
    assert.deepEqual(
      lines.map(({ type }) => type),
      ['start', 'host', 'port', 'service', 'end'],
    );
    const [, , port, service] = lines;
    const ttl = form === 'list' ? {} : { ttl: 64 };
    assert.partialDeepStrictEqual(port, {
      ip: '198.18.0.3',
      port: 80,
      state: 'open',
      time: '2023-11-14T22:13:20.000Z',
      ...ttl,
    });
    assert.partialDeepStrictEqual(service, {
      service: 'http',
      evidence: [{ source: 'answer', text: 'masscan http: HTTP/1.1 200 OK' }],
    });
  });
}

test('what we write in its forms is read again', async () => {
  const SERVICE: ServiceFact = {
    ...{ type: 'service', ip: '198.18.0.3', proto: 'tcp', port: 22, service: 'ssh', tls: false, confidence: 1 },
    ...{ evidence: [{ source: 'greeting', text: 'SSH-2.0-x "quoted", [or] not' }], stage: 'services', time: TIME },
  };
  for (const format of [masscanList, masscanJson, masscanNdjson]) {
    let text = '';
    const report = format.open((more) => {
      text += more;
    }, {});
    for (const line of [...linesOf(FINDINGS), SERVICE]) report.take(line);
    report.end();
    const lines = await read(text);
    assert.deepEqual(
      lines.flatMap((line) => (line.type === 'port' ? `${line.port}` : line.type === 'service' ? line.service : [])),
      ['8080', '22', 'ssh'],
      format.name,
    );
  }
});

test('what is no record is told; a file without any is an error', async () => {
  const lines = await read(
    `${WRITTEN.list}open tcp 99999 198.18.0.3 1\nopen tcp 1 ::1 1\n{"ip":{"x":1}}\nopen tcp 1 1.2.3.4 -5\n`,
  );
  assert.match(
    JSON.stringify(lines.at(-2)),
    /4 lines are no results of masscan, the first of them line 5: passed over/,
  );
  await assert.rejects(read('hello\n'), { code: 'E_IMPORT' });
  await assert.rejects(read(''), { code: 'E_IMPORT' });
  await assert.rejects(read(`open ${'x'.repeat(5_000_000)}`), { code: 'E_IMPORT', message: /longer than/ });
});
