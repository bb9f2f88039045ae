// The words of the probes are those of the findings, though neither room knows the other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndFinding, HostFinding, PortFinding } from '../finding/finding.ts';
import type { Meaning } from './meaning.ts';
import type { ProbeName } from './probe-name.ts';
import { PROBES } from './probes.ts';

/** What a finding may say. */
interface FindingWords {
  readonly probe: EndFinding['probe'];
  readonly up: HostFinding['reason'];
  readonly port: {
    readonly proto: PortFinding['proto'];
    readonly open: PortFinding['reason'];
    readonly closed: PortFinding['reason'];
    readonly silent: PortFinding['state'];
  } | null;
}

/** Compiles only while every word of a record, its name included, is one of the findings'. */
function inFindings(probe: ProbeName, { up, port }: Meaning): FindingWords {
  return { probe, up, port };
}

test('words: each probe speaks the words of the findings, and says why a host is up as its open ports do', () => {
  for (const [name, { meaning, protocol, transport }] of Object.entries(PROBES)) {
    const { up, port } = inFindings(name as ProbeName, meaning);
    if (port === null) continue;
    assert.equal(port.open, up, name);
    assert.deepEqual([port.proto, transport], [protocol, protocol], name);
  }
});
