// Inventories for tests, and facts of machines.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact, Line, StartLine } from '../finding/finding.ts';
import type { Inventory } from './inventory.ts';
import { openInventory } from './open.ts';

/** What a machine shows of itself. */
export interface Machine {
  readonly mac?: string;
  readonly ssh?: string;
  readonly certificate?: string;
  readonly name?: string;
  readonly port?: number;
}

export interface TestInventory extends Inventory, AsyncDisposable {
  /** The device of each address. */
  byAddress(): Promise<Record<string, number>>;
}

/** In a folder of its own, which goes with it. `where`: elsewhere. */
export async function inventoryForTests(where?: string): Promise<TestInventory> {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-inventory-'));
  const inventory = await openInventory(where ?? join(folder, 'inventory.db'));
  return {
    ...inventory,
    async byAddress() {
      return Object.fromEntries((await inventory.hosts()).rows.map(({ ip, device }) => [ip, device]));
    },
    async [Symbol.asyncDispose]() {
      await inventory.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const BEGINNING = Date.parse('2026-11-27T12:00:00.000Z');
/** The first of a scan, of the given number. */
export function timeOf(number: number): string {
  return new Date(BEGINNING + number * 60_000).toISOString();
}

export function startOf(number: number, argv: readonly string[] = ['scan', '198.18.0.0/24']): StartLine {
  const stages = ['discover', 'syn', 'services', 'identity'];
  const time = timeOf(number);
  return {
    type: 'start',
    time,
    version: '0.1.0',
    argv: [...argv],
    targets: ['198.18.0.0/24'],
    stages,
    seed: 's',
    engine: 'raw',
  };
}

/** A scan that says these, from begin to end. */
export async function scanned(inventory: Inventory, lines: readonly Line[]): Promise<number> {
  const { total } = await inventory.scans();
  const start = startOf(total);
  const writer = await inventory.begin(start);
  await writer.write([start, ...lines.map((line): Line => ({ ...line, time: start.time }))]);
  await writer.close('finished');
  return writer.scan;
}

export function factsOf(ip: string, { mac, ssh, certificate, name, port }: Machine): readonly Fact[] {
  const time = timeOf(0);
  const facts: Fact[] = [
    {
      type: 'host',
      ip,
      state: 'up',
      reason: 'arp-reply',
      probe: 'arp',
      ...(mac === undefined ? {} : { mac }),
      stage: 'discover',
      time,
    },
  ];
  if (port !== undefined) {
    facts.push({
      type: 'port',
      ip,
      proto: 'tcp',
      port,
      state: 'open',
      reason: 'syn-ack',
      probe: 'syn',
      stage: 'syn',
      time,
    });
  }
  if (ssh !== undefined) {
    const details = { hostKey: { type: 'ssh-ed25519', fingerprint: ssh } };
    facts.push({
      type: 'service',
      ip,
      proto: 'tcp',
      port: 22,
      service: 'ssh',
      tls: false,
      confidence: 1,
      details,
      evidence: [],
      stage: 'services',
      time,
    });
  }
  if (certificate !== undefined) facts.push(certificateOf(ip, certificate, time));
  if (name !== undefined) {
    facts.push({
      type: 'clue',
      ip,
      about: 'name',
      value: name,
      source: 'mdns',
      confidence: 0.95,
      stage: 'identity',
      time,
    });
  }
  return facts;
}

function certificateOf(ip: string, fingerprint: string, time: string): Fact {
  const [subject, tlsVersion, cipher] = ['CN=device', 'TLSv1.3', 'TLS_AES_256_GCM_SHA384'];
  const dates = { notBefore: '2026-01-01', notAfter: '2036-01-01' };
  const key = { keyType: 'rsa', keyBits: 2048, serial: '01', chain: 1 };
  return {
    ...{
      type: 'certificate',
      ip,
      proto: 'tcp',
      port: 443,
      subject,
      issuer: subject,
      names: [],
      ...dates,
      selfSigned: true,
    },
    ...{ fingerprint, ...key, tlsVersion, cipher, stage: 'services', time },
  };
}
