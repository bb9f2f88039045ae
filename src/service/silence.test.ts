// What servers say in one record's test is tried on all the others: they stay silent, whoever was asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DATAGRAMS } from './datagrams.ts';
import { ENDPOINT, reply } from './fake-talk.test-data.ts';
import { recordFiles, seedsByFile } from './mutate.test-data.ts';
import { REGISTRY } from './registry.ts';
import { type Service, SURE } from './service.ts';

/** They tell a web browser what they are, in HTTP: the answer is both's, and theirs is the surer verdict. */
const SAY_IT_IN_HTTP = ['hadoop-ipc', 'clickhouse', 'mongodb', 'socks4', 'tor-control'];

const words = ({ hello }: Service): Uint8Array =>
  typeof hello === 'function' ? hello(ENDPOINT) : (hello ?? new Uint8Array(0));

for (const [layer, registry] of [
  ['TCP', REGISTRY],
  ['UDP', DATAGRAMS],
] as const) {
  test(`${layer}: no answer is surely two records'`, { timeout: 120_000 }, () => {
    const files = recordFiles();
    const seeds = seedsByFile();
    const stranger = registry.find(({ hello }) => hello !== undefined)!;
    let tried = 0;
    for (const record of registry) {
      for (const bytes of files.get(record.name)!.flatMap((file) => seeds.get(file)!)) {
        for (const asked of [null, record, stranger]) {
          const answer = reply(bytes, asked === null ? null : words(asked), asked?.name ?? null);
          const sure = registry.filter((other) => (other.read(answer)?.confidence ?? 0) >= SURE);
          const names = sure.map(({ name }) => name).filter((name) => name !== 'http' || sure.length === 1);
          const isHttpToo = sure.length > names.length;
          tried++;
          assert(
            names.length < 2 && (!isHttpToo || SAY_IT_IN_HTTP.includes(names[0])),
            `${sure.map(({ name }) => name)} take an answer of the test of ${record.name}: ${Buffer.from(bytes).toString('latin1').slice(0, 200)}`,
          );
        }
      }
    }
    assert(tried > 1000);
  });
}
