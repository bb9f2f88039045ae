import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InterfacePlan } from '../../link/interfaces/interfaces.ts';
import type { Capabilities } from '../../native/capabilities.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { fakeConsole } from '../scan/fake-world.test-data.ts';
import { doctorCommand } from './command.ts';
import { type Doctor, examine, type Patient } from './doctor.ts';

const ROOT: Capabilities = {
  effectiveUid: 0,
  netRaw: true,
  netAdmin: true,
  bpf: false,
  sysAdmin: false,
  openFiles: { soft: 1024, hard: Number.POSITIVE_INFINITY },
};
const first = parseIpv4('198.18.0.0')!;
const ETH0: InterfacePlan = {
  name: 'eth0',
  index: 2,
  kind: 'physical',
  mac: '02:00:00:00:00:01',
  mtu: 1500,
  addresses: [{ address: first + 1, prefixLength: 24, subnet: [first, first + 255], text: '198.18.0.1/24' }],
  used: true,
  reason: 'default-route',
  why: 'has the default route',
};
const LO: InterfacePlan = {
  ...ETH0,
  name: 'lo',
  kind: 'loopback',
  mac: null,
  addresses: [],
  used: false,
  reason: 'loopback',
  why: 'reaches this machine only',
};

function patient(change: Partial<Patient> = {}): Patient {
  return {
    platform: 'linux',
    kernel: '6.1.0-44-amd64',
    readCapabilities: async () => ROOT,
    planInterfaces: async () => [LO, ETH0],
    ...change,
  };
}

async function text(of: Patient): Promise<string> {
  const console = fakeConsole();
  assert.equal(await doctorCommand([], console, of), 0);
  return console.stdout;
}

test('with raw sockets', async () => {
  const doctor = await examine(patient());
  assert.partialDeepStrictEqual(doctor, {
    privileges: { rawSockets: true, capabilities: ['CAP_NET_RAW', 'CAP_NET_ADMIN'] },
    engines: [
      { name: 'raw', available: true },
      { name: 'kernel', available: false, why: 'CAP_BPF missing' },
      { name: 'connect', available: true },
    ],
    engineUsed: { name: 'raw', cost: null },
    openFiles: { soft: 1024, hard: null },
    withoutTarget: { ranges: ['198.18.0.1-198.18.0.254'], interface: 'eth0', problem: null },
    problems: [],
  } satisfies DeepPartial<Doctor>);
  const shown = await text(patient());
  assert.match(
    shown,
    / {2}lo {4}loopback {2}- {14}- {18}not used {2}reaches this machine only\n {2}eth0 {2}physical {2}198\.18\.0\.1\/24 {2}02:00:00:00:00:01 {2}used {6}has the default route\n/,
  );
  assert.match(shown, /1,024; a scan raises it to no limit/);
  assert.match(shown, /would scan 198\.18\.0\.1-198\.18\.0\.254 through eth0/);
  assert.doesNotMatch(shown, /setpriv|Problems/);
});

test('without raw sockets: how to get them, and never by setcap', async () => {
  const without = patient({ readCapabilities: async () => ({ ...ROOT, netRaw: false }) });
  const doctor = await examine(without);
  assert.equal(doctor.engineUsed.name, 'connect');
  assert.equal(doctor.engines[0].available, false);
  const shown = await text(without);
  assert.match(shown, /raw sockets: no\n {2}to get them, one of\n {4}sudo portolan scan/);
  assert.match(shown, /setpriv .*--ambient-caps \+net_raw/);
  assert.match(shown, /AmbientCapabilities=CAP_NET_RAW/);
  assert.match(shown, /never setcap/);
});

test('the kernel engine: what it needs, and why not', async () => {
  const all = async () => ({ ...ROOT, bpf: true });
  const of = async (change: Partial<Patient>) =>
    (await examine(patient({ readCapabilities: all, ...change }))).engines[1];
  assert.equal((await of({})).available, true);
  assert.match((await examine(patient({ readCapabilities: all }))).engineUsed.why, /; xdp where it pays$/);
  assert.equal((await of({ kernel: '5.18.0' })).available, true);
  assert.match((await of({ kernel: '5.17.9' })).why, /Linux 5\.17\.9 cannot run programs on live frames: 5\.18/);
  assert.equal((await of({ kernel: '4.19.0' })).available, false);
  assert.equal((await of({ readCapabilities: async () => ({ ...ROOT, sysAdmin: true }) })).available, true);
  const none = async () => ({ ...ROOT, netRaw: false, netAdmin: false });
  assert.equal((await of({ readCapabilities: none })).why, 'CAP_NET_RAW, CAP_NET_ADMIN, CAP_BPF missing');
});

test('elsewhere it says what is not there', async () => {
  const untouched = async () => assert.fail('Linux only');
  const mac = patient({ platform: 'darwin', readCapabilities: untouched, planInterfaces: untouched });
  const doctor = await examine(mac);
  assert.equal(doctor.engineUsed.name, 'connect');
  assert.match(doctor.problems[0], /this is darwin: raw sockets, ARP and the interface planner exist on Linux only/);
  assert.match(await text(mac), /Problems\n {2}this is darwin/);
});

test('what cannot be found out is a problem, not a failure', async () => {
  const ill = patient({
    planInterfaces: async () => {
      throw new Error('socket: Operation not permitted');
    },
  });
  const doctor = await examine(ill);
  assert.deepEqual(doctor.problems, ['interfaces cannot be read: socket: Operation not permitted']);
  assert.match(doctor.withoutTarget.problem ?? '', /no target given/);
});

test('--json is one line of JSON', async () => {
  const console = fakeConsole();
  await doctorCommand(['--json'], console, patient());
  assert.match(console.stdout, /^\{"v":1,"type":"doctor",.*\}\n$/);
  assert.equal(JSON.parse(console.stdout).interfaces.length, 2);
});

test('this machine can be examined, whoever asks', async () => {
  const doctor = await examine();
  assert.deepEqual(doctor.problems, []);
  assert.ok(doctor.interfaces.some(({ kind }) => kind === 'loopback'));
});

test('unknown arguments are refused', async () => {
  await assert.rejects(doctorCommand(['--jsn'], fakeConsole(), patient()), { exitCode: 2, message: /"--jsn"/ });
});

type DeepPartial<T> = T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;
