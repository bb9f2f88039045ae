import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostFact, IdentityFact, Line } from '../finding/finding.ts';
import { createPicture, fold } from '../finding/fold.ts';
import { identityText } from './identity-text.ts';
import { liveLine } from './live-line.ts';
import { hostTable } from './terminal.ts';

const TOLD = { stage: 'identity', time: '2026-11-27T12:00:00.000Z' };
const HOST: HostFact = { type: 'host', ip: '198.18.0.7', state: 'up', reason: 'arp-reply', ...TOLD };

function identity(more: Partial<IdentityFact> = {}): IdentityFact {
  return { type: 'identity', ip: '198.18.0.7', ...TOLD, ...more };
}

const NAS = identity({
  name: 'nas.example',
  vendor: 'Synology',
  model: 'DS220+',
  os: { family: 'linux', name: 'DSM', version: '7.2', confidence: 0.9, because: [], others: [] },
  kind: { is: 'nas', confidence: 0.97, because: [], others: [] },
});

function table(lines: readonly Line[], hostsAlone = false, verbose = false): string {
  const picture = createPicture();
  for (const line of lines) fold(picture, line);
  return hostTable(picture, { hostsAlone, verbose });
}

test('name, maker and model, kind, system, in this order; what is only likely with a question mark', () => {
  assert.equal(identityText(NAS), 'nas.example  Synology DS220+  NAS  DSM 7.2');
  const unsure = identity({
    kind: { is: 'iot-hub', confidence: 0.6, because: [], others: [] },
    os: { family: 'vmware-esxi', confidence: 0.5, because: [], others: [] },
  });
  assert.equal(identityText(unsure), 'IoT hub?  VMware ESXi?');
  assert.equal(identityText(identity({ vendor: 'HP', model: 'HP LaserJet 400' })), 'HP LaserJet 400');
  assert.equal(identityText(identity({ vendor: 'HP' })), 'HP');
  assert.equal(identityText(identity()), '');
  assert.equal(identityText(null), '');
});

test('the table has it beside the address, each word once', () => {
  assert.equal(table([HOST, NAS]), '198.18.0.7  nas.example  Synology DS220+  NAS  DSM 7.2\n\n');
  const known = { ...HOST, names: [{ name: 'nas.example', source: 'target' }], vendor: 'Synology Incorporated' };
  const same = identity({ name: 'nas.example', vendor: 'Synology' });
  assert.equal(table([known, same]), '198.18.0.7  nas.example  Synology\n\n');
  assert.equal(table([HOST]), '198.18.0.7\n\n');
});

test('what does not go together is told to who wants to know more', () => {
  const torn = { ...NAS, contradictions: ['this, but\x07 that'] };
  assert.equal(table([HOST, torn]), table([HOST, NAS]));
  assert.match(table([HOST, torn], false, true), /DSM 7\.2\n {2}\? this, but\\u\{7\} that\n/);
});

test('a list of hosts has columns for it, those alone that somebody has', () => {
  const other: HostFact = { ...HOST, ip: '198.18.0.8', mac: '00:0c:29:00:00:08', vendor: 'VMware, Inc.', rttMs: 0.2 };
  assert.equal(
    table([HOST, NAS, other], true),
    `198.18.0.7                              nas.example  Synology DS220+  NAS  DSM 7.2
198.18.0.8  00:0c:29:00:00:08  0.20 ms               (VMware, Inc.)

`,
  );
  assert.equal(table([{ ...HOST, ip: '198.18.0.9' }], true), '198.18.0.9\n\n');
});

test('a live line as of services', () => {
  assert.equal(liveLine(NAS), 'is   198.18.0.7  nas.example  Synology DS220+  NAS  DSM 7.2');
  assert.equal(liveLine(identity()), '');
});

test('hostile texts are shown as text, and have an end', () => {
  const hostile = identity({ name: 'a\x1b[2Jb\u202e', vendor: 'x'.repeat(2000), model: '\x07' });
  const shown = identityText(hostile);
  assert.doesNotMatch(shown, /[\p{C}]/u);
  assert.match(shown, /^a\\u\{1b\}\[2Jb\\u\{202e\} {2}x{300}…/);
  assert.ok(table([HOST, hostile], true).length < 1500);
});
