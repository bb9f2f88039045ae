// Listening: what hosts say by themselves is heard, and nothing is sent.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import * as frames from '../src/identity/heard/frames.test-data.ts';
import { parseIpv4 } from '../src/wire/address.ts';
import * as arp from '../src/wire/arp.ts';
import * as cdp from '../src/wire/cdp.ts';
import * as dhcp from '../src/wire/dhcp.ts';
import { available } from './available.ts';
import { ip, runInside, sysctl } from './network/namespaces.ts';
import { openPair, type Pair } from './network/pair.ts';
import { labProgram } from './program.ts';
import { type Line, PRODUCT, runProduct } from './runs/product.ts';
import { startCapture } from './truth/capture.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 60_000 }, body);
}

const address = (last: number): number => parseIpv4('198.18.9.0')! + last;
const MAC = '02:00:5e:00:53:05';
const OTHER = '02:00:5e:00:53:06';

/** Listens while `work` goes on in the namespace at the other end of the cable; gives all lines. */
async function listenWhile(
  pair: Pair,
  work: (say: (frame: Uint8Array, times?: number) => Promise<void>) => Promise<void>,
  isEnough: (line: Line) => boolean,
): Promise<readonly Line[]> {
  const speaker = pair.spaces.start(pair.target, process.execPath, [labProgram('machines/say'), 'eth0']);
  const listener = pair.spaces.start(pair.scannerNamespace, process.execPath, [PRODUCT, 'listen', '--json']);
  const lines: Line[] = [];
  const until = async (isLast: (line: Line) => boolean): Promise<void> => {
    do lines.push(JSON.parse(await listener.line()) as Line);
    while (!isLast(lines.at(-1)!));
  };
  await until(({ code }) => code === 'N_LISTENING');
  await work(async (frame, times = 1) =>
    assert.equal(await speaker.ask(`${Buffer.from(frame).toString('hex')} ${times}`), 'sent'),
  );
  await until(isEnough);
  listener.signal('SIGINT');
  await until(({ type }) => type === 'end');
  return lines;
}

/** A datagram to nobody: the kernel asks who has the address. */
const callNobody = (pair: Pair, nobody: string) =>
  runInside(pair.target, 'bash', ['-c', `echo > /dev/udp/${nobody}/9`]);

const cluesOf = (lines: readonly Line[], host: string): string[] =>
  lines
    .filter(({ type, ip: of }) => type === 'clue' && of === host)
    .map(({ about, value, source }) => `${about} ${value}, ${source}`);
const hostsOf = (lines: readonly Line[]): Line[] => lines.filter(({ type }) => type === 'host');

test('listen: hosts are those that speak, with what they say, and nothing is sent', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const capture = await startCapture({ namespace: pair.target, interface: 'eth0' }, 'greater 0');
  const work = async (say: (frame: Uint8Array) => Promise<void>): Promise<void> => {
    // The kernel itself: nobody is there, and it asks.
    await callNobody(pair, '198.18.9.200');
    const multicast = (port: number, payload: Uint8Array) =>
      frames.datagramFrame(MAC, [address(5), port], [0xe00000fb, port], payload);
    const owned = Uint8Array.from([0xc6, 0x12, 9, 5]);
    await say(multicast(5353, frames.dnsAnswer([['study.local', 1, owned]])));
    await say(frames.datagramFrame(MAC, [parseIpv4('203.0.113.9')!, 5353], [0xe00000fb, 5353], new Uint8Array(12)));
    const lldp = [
      { type: 1, value: frames.bytesOf(`04 ${OTHER}`) },
      { type: 2, value: frames.textBytes('\x05ge7') },
      { type: 3, value: frames.bytesOf('0078') },
      { type: 5, value: frames.textBytes('sw1') },
      // IEEE 802.1: what has no tag here is of VLAN 42.
      { type: 127, value: frames.bytesOf('0080c2 01 002a') },
    ];
    await say(frames.lldpFrame(OTHER, lldp));
    // Over a VLAN of its own: no host of ours, whatever it says of its address.
    await say(frames.tagged(7, frames.arpFrame(OTHER, address(77), address(77))));
    const discover = frames.dhcpBytes(dhcp.REQUEST, MAC, [
      [dhcp.OPTION.messageType, Uint8Array.of(dhcp.MESSAGE.discover)],
      [dhcp.OPTION.vendorClass, frames.textBytes('android-dhcp-14')],
    ]);
    await say(frames.datagramFrame(MAC, [0, 68], [0xffffffff, 67], discover));
  };
  const lines = await listenWhile(pair, work, ({ source }) => source === 'dhcp');
  const sent = await capture.stop();
  assert.equal(sent.times.length, 0, 'nothing may be sent');
  const hosts = hostsOf(lines).map(({ ip: of, reason, stage }) => [of, reason, stage].join(' '));
  assert.deepEqual(hosts, ['198.18.9.2 heard listen', '198.18.9.5 heard listen']);
  assert.deepEqual(cluesOf(lines, '198.18.9.5'), ['name study, mdns', 'os android-dhcp-14, dhcp']);
  const identity = lines.find(({ type, ip: of }) => type === 'identity' && of === '198.18.9.5');
  assert.equal(identity?.name, 'study');
  const nameless = lines.find(({ code }) => code === 'N_NO_ADDRESS');
  assert.match(String(nameless?.text), /^02:00:5e:00:53:06 .*name sw1; role link-neighbour \(port ge7\)/);
  const network = lines.findLast(({ type }) => type === 'network');
  assert.deepEqual(
    [network?.network, network?.interface, network?.vlans],
    [
      ...['198.18.9.0/24', 'eth0'],
      [
        { id: 42, use: 'untagged', source: 'lldp' },
        { id: 7, use: 'tagged', source: 'vlan-tag' },
      ],
    ],
  );
  assert.equal(lines.at(-1)?.hostsUp, 2);
});

test('listen: two machines that claim one address in turn are told of', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const lines = await listenWhile(
    pair,
    async (say) => {
      for (const mac of [MAC, OTHER, MAC]) await say(frames.arpFrame(mac, address(7), address(7)));
    },
    ({ code }) => code === 'N_ADDRESS_CONFLICT',
  );
  assert.match(
    String(lines.find(({ code }) => code === 'N_ADDRESS_CONFLICT')?.text),
    /^198\.18\.9\.7 is claimed by two/,
  );
});

test('scan: a machine that claims the address of a host meanwhile is told of, once', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const speaker = pair.spaces.start(pair.target, process.execPath, [labProgram('machines/say'), 'eth0']);
  const claim = Buffer.from(frames.arpFrame(OTHER, address(2), address(2))).toString('hex');
  const slow = ['scan', '--json', '--no-db', '--no-journal', '-n', '-p', '1-300', '--rate', '100', '198.18.9.2'];
  const scan = pair.spaces.start(pair.scannerNamespace, process.execPath, [PRODUCT, ...slow]);
  const lines: Line[] = [];
  const until = async (isLast: (line: Line) => boolean): Promise<void> => {
    do lines.push(JSON.parse(await scan.line()) as Line);
    while (!isLast(lines.at(-1)!));
  };
  await until(({ type }) => type === 'host');
  for (let k = 0; k < 4; k++) {
    await delay(300);
    assert.equal(await speaker.ask(`${claim} 1`), 'sent');
  }
  await until(({ type }) => type === 'end');
  const told = lines.filter(({ type, address }) => type === 'notice' && address === '198.18.9.2');
  assert.deepEqual(
    told.map(({ code }) => code),
    ['N_ADDRESS_CONFLICT'],
  );
  assert.match(String(told[0].text), /^198\.18\.9\.2 is claimed by two machines, .*02:00:5e:00:53:06/);
});

test('listen: a machine that speaks for a whole network is told of', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const lines = await listenWhile(
    pair,
    async (say) => {
      for (let k = 100; k < 140; k++) await say(frames.arpFrame(MAC, address(k), address(1), arp.REPLY));
    },
    ({ code }) => code === 'N_PROXY_ARP',
  );
  assert.match(
    String(lines.find(({ code }) => code === 'N_PROXY_ARP')?.text),
    /^02:00:5e:00:53:05 speaks for 32 .*proxy/,
  );
});

test('listen: IPv6 addresses that a kernel takes are told by neighbour discovery, and join the device', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const work = async (): Promise<void> => {
    await callNobody(pair, '198.18.9.200');
    await sysctl(pair.target, { 'net.ipv6.conf.eth0.disable_ipv6': 0 });
    await ip(pair.target, ['addr add 2001:db8::2/64 dev eth0 nodad']);
    await callNobody(pair, '2001:db8::99');
  };
  const isTold = ({ about, value }: Line): boolean => about === 'address' && value === '2001:db8::2';
  const lines = await listenWhile(pair, work, isTold);
  assert.equal(lines.find(isTold)?.ip, '198.18.9.2');
  assert.equal(lines.find(isTold)?.source, 'neighbour-discovery');
});

test('listen: a flood is bounded, and what was not read is told', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const lines = await listenWhile(
    pair,
    async (say) => {
      await say(frames.arpFrame(MAC, address(5), address(5)));
      await say(frames.arpFrame(OTHER, address(6), address(6)), 20_000);
    },
    ({ code }) => code === 'N_NOT_HEARD',
  );
  assert.ok(hostsOf(lines).some(({ ip: of }) => of === '198.18.9.5'));
  const told = lines.filter(({ code }) => code === 'N_NOT_HEARD').map(({ text }) => String(text).replace(/\D/g, ''));
  assert.ok(told.map(Number).reduce((one, other) => one + other) >= 10_000, told.join());
});

test('listen: without the right to packets it says what is missing', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const prefix = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--inh-caps=-all'];
  const run = await runProduct(pair, ['listen', '--for', '1'], { prefix });
  assert.equal(run.code, 3, run.stderr);
  assert.match(run.stderr, /E_NO_PERMISSION/);
});

test('listen: CAP_NET_RAW is enough, promiscuous or not', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const user = ['setpriv', '--reuid', '4242', '--regid', '4242', '--clear-groups'];
  const prefix = [...user, '--inh-caps=+net_raw', '--ambient-caps=+net_raw'];
  for (const more of [[], ['--promiscuous', '-i', 'eth0']]) {
    const run = await runProduct(pair, ['listen', '--for', '300ms', '--json', ...more], { prefix });
    assert.equal(run.code, 0, run.stderr);
    assert.ok(run.lines.some(({ code }) => code === 'N_LISTENING'));
  }
  const nowhere = await runProduct(pair, ['listen', '--for', '1', '-i', 'eth9']);
  assert.equal(nowhere.code, 2, nowhere.stderr);
  assert.match(nowhere.stderr, /there is no interface "eth9".*E_NO_INTERFACE/);
});

test('scan: what hosts say by themselves meanwhile tells who they are, and that one is there who answers nobody', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const target = pair.target;
  const named = frames.dnsAnswer([['bench.local', 1, Uint8Array.from([0xc6, 0x12, 9, 2])]]);
  const mac = (await runInside(target, 'cat', ['/sys/class/net/eth0/address'])).trim();
  const frame = frames.datagramFrame(mac, [address(2), 5353], [0xe00000fb, 5353], named);
  const speaker = pair.spaces.start(target, process.execPath, [labProgram('machines/say'), 'eth0']);
  const cisco = [
    { type: cdp.TYPE.device, value: frames.textBytes('sw2') },
    { type: cdp.TYPE.nativeVlan, value: frames.bytesOf('0063') },
  ];
  const silent = frames.arpFrame(MAC, address(66), address(1));
  const outside = frames.arpFrame(MAC, parseIpv4('198.18.10.66')!, address(1));
  const all = [frame, frames.cdpFrame(OTHER, cisco), silent, outside];
  const said = all.map((each) => Buffer.from(each).toString('hex'));
  const meanwhile = setInterval(() => {
    for (const each of said) void speaker.ask(`${each} 1`).catch(() => {});
  }, 100);
  const scan = ['scan', '198.18.9.0/24', '-p', '1-2000', '--rate', '2000', '--json', '--max-retries', '0'];
  const run = await runProduct(pair, scan, { identity: true, discovery: true });
  clearInterval(meanwhile);
  assert.equal(run.code, 0, run.stderr);
  assert.ok(cluesOf(run.lines, '198.18.9.2').includes('name bench, mdns'), run.stderr);
  const network = run.lines.find(({ type }) => type === 'network');
  assert.deepEqual(network?.vlans, [{ id: 99, use: 'untagged', source: 'cdp' }]);
  assert.ok(!run.lines.some(({ code }) => code === 'N_HEARD_LATE'), 'heard before ports were asked');
  const firsts = new Map(
    hostsOf(run.lines)
      .toReversed()
      .map(({ ip: of, reason }) => [of, reason]),
  );
  assert.deepEqual([...firsts].sort(), [
    ['198.18.9.1', 'local'],
    ['198.18.9.2', 'arp-reply'],
    ['198.18.9.66', 'heard'],
  ]);
  assert.equal(run.lines.at(-1)?.hostsUp, 3);
});

test('discover: who has IPv6 says so, and its addresses join the device by its MAC address', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const { scannerNamespace, target } = pair;
  for (const namespace of [scannerNamespace, target]) {
    await sysctl(namespace, { 'net.ipv6.conf.eth0.disable_ipv6': 0, 'net.ipv6.conf.eth0.accept_dad': 0 });
  }
  await ip(target, ['addr add 2001:db8::2/64 dev eth0 nodad']);
  await ip(scannerNamespace, ['addr add 2001:db8::1/64 dev eth0 nodad']);
  const linkLocal = (await runInside(target, 'ip', ['-6', '-o', 'addr', 'show', 'dev', 'eth0', 'scope', 'link'])).match(
    /inet6 (?<address>[0-9a-f:]+)\//,
  )?.groups?.address;
  assert.ok(linkLocal !== undefined);
  await untilUsable(scannerNamespace);
  const run = await runProduct(pair, ['discover', '198.18.9.0/24', '--json'], { identity: true });
  assert.equal(run.code, 0, run.stderr);
  const clues = cluesOf(run.lines, '198.18.9.2');
  assert.ok(clues.includes(`address ${linkLocal}, mld`), clues.join('\n'));
  assert.ok(clues.includes(`address ${linkLocal}, echo6`), clues.join('\n'));
});

test('discover: where somebody is excluded, and where a single host is asked, nobody is asked for IPv6', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const capture = await startCapture({ namespace: pair.target, interface: 'eth0' }, 'ip6');
  for (const targets of [
    ['198.18.9.2'],
    ['198.18.9.0/24', '--exclude', '198.18.9.77'],
    ['198.18.9.0/24', '--rate', '900'],
  ]) {
    const run = await runProduct(pair, ['discover', ...targets, '--json'], { identity: true });
    assert.equal(run.code, 0, run.stderr);
  }
  assert.equal((await capture.stop()).times.length, 0);
});

/** A kernel first asks whether anybody has its address (RFC 4862 section 5.4), and sends nothing from it meanwhile. */
async function untilUsable(namespace: string): Promise<void> {
  for (let k = 0; k < 50; k++) {
    if ((await runInside(namespace, 'ip', ['-6', '-o', 'addr', 'show', 'dev', 'eth0', 'tentative'])) === '') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
