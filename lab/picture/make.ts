// npm run picture: scans a made-up office with the command as a person would, and draws what it printed. Needs root.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../emulated/host.ts';
import { openEmulatedNetwork } from '../emulated/network.ts';
import { terminalSvg } from './svg.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const NETWORK = '198.18.42.0/24';
const PLACES: readonly Place[] = [
  { host: 'fritzbox', address: '198.18.42.2' },
  { host: 'synology', address: '198.18.42.10' },
  { host: 'debian-12', address: '198.18.42.20' },
  { host: 'axis-camera', address: '198.18.42.40' },
];
const SCAN = ['scan', '-F', '--open', NETWORK];

await using network = await openEmulatedNetwork(NETWORK, PLACES, 100);
// As on a terminal, 100 columns wide, without what moves while it runs.
const command = ['stty cols 100;', process.execPath, join(ROOT, 'dist/command/main.js'), ...SCAN, '2>/dev/null'].join(
  ' ',
);
const inside = ['netns', 'exec', network.scannerNamespace, 'script', '-qec', command, '/dev/null'];
const seen = execFileSync('ip', inside, { encoding: 'utf8', timeout: 120_000 });
const text = `\x1b[2m$\x1b[22m sudo portolan ${SCAN.join(' ')}\n${seen.replaceAll('\r', '')}`;
mkdirSync(join(ROOT, 'docs'), { recursive: true });
writeFileSync(join(ROOT, 'docs/scan.svg'), terminalSvg('portolan: a small office', text));
process.stdout.write(text);
