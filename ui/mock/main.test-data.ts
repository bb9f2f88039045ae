// Shows the page with a network that was made up, for whoever works on it:
//
//   node dist/ui/mock/main.test-data.js [HOSTS]
import { join } from 'node:path';
import { largeNetwork, smallNetwork } from './network.test-data.ts';
import { startMock } from './server.test-data.ts';

const hosts = Number(process.argv[2] ?? 0);
const network = hosts > 0 ? largeNetwork(hosts) : smallNetwork();
const mock = await startMock({ folder: join(import.meta.dirname, '..'), network, port: 7710, durationMs: 15_000 });
process.stdout.write(`${mock.link}\n`);
