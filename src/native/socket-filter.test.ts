import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MOST_CHECKED } from '../probe/answer.ts';
import * as frames from '../wire/frames.test-data.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import { encodeFilter } from './classic-bpf.ts';
import { reachable, runFilter } from './socket-filter.test-data.ts';
import { type Answers, answersFilter, SNAP_LENGTH } from './socket-filter.ts';

const BASE = 40_000;
const TCP: Answers = { protocol: 'tcp', portBase: BASE };
const UDP: Answers = { protocol: 'udp', portBase: BASE };
const ECHO: Answers = { protocol: 'icmp', portBase: BASE };
const ARP: Answers = { protocol: 'arp', portBase: BASE };
const LINKS = [0, 14] as const;
const NOTHING = new Uint8Array(0);

interface Packet {
  readonly destinationPort?: number;
  readonly protocol?: number;
  readonly options?: number;
  readonly moreFragments?: boolean;
  readonly fragmentOffset?: number;
  /** First byte of the payload where it is not TCP. */
  readonly icmpType?: number;
  /** Of an echo or its reply. */
  readonly identifier?: number;
  readonly etherType?: readonly number[];
}

function frameOf(link: 0 | 14, packet: Packet = {}): Uint8Array {
  const {
    destinationPort = BASE,
    protocol = 6,
    options = 0,
    icmpType = 3,
    identifier = 0,
    etherType = [8, 0],
  } = packet;
  const linkHeader = link === 0 ? [] : [2, 0, 0x5e, 0, 0x53, 1, 2, 0, 0x5e, 0, 0x53, 2, ...etherType];
  const bytes = new Uint8Array(160);
  bytes.set(linkHeader);
  const start = linkHeader.length;
  const header = ipv4.emit(bytes, start, {
    typeOfService: 0,
    identification: 9,
    dontFragment: false,
    moreFragments: packet.moreFragments ?? false,
    fragmentOffset: packet.fragmentOffset ?? 0,
    ttl: 60,
    protocol,
    source: 0xc6120002,
    destination: 0xc6120001,
    options: new Uint8Array(options).fill(1),
    payloadLength: 20,
  });
  const segment = { sequence: 1, acknowledgement: 2, flags: tcp.SYN | tcp.ACK, window: 1, urgentPointer: 0 };
  const payload = { ...segment, sourcePort: 443, destinationPort, options: [], payload: NOTHING };
  tcp.emit(bytes, start + header, payload, 0xc6120002, 0xc6120001);
  if (protocol !== 6) bytes[start + header] = icmpType;
  if (protocol === 1) bytes.set([identifier >>> 8, identifier & 0xff], start + header + 4);
  return bytes.slice(0, start + header + 20);
}

const passes = (link: 0 | 14, frame: Uint8Array, answers = TCP) =>
  runFilter(answersFilter(link, answers), frame) === SNAP_LENGTH;

for (const link of LINKS) {
  for (const [answers, protocol, name] of [
    [TCP, 6, 'TCP'],
    [UDP, 17, 'UDP'],
  ] as const) {
    test(`link header of ${link} bytes: ${name} to our sixteen ports and no others, whatever options the IP header has`, () => {
      for (let options = 0; options <= 40; options += 4) {
        for (let port = BASE - 32; port < BASE + 48; port++) {
          const frame = frameOf(link, { destinationPort: port, options, protocol });
          const wanted = port >= BASE && port < BASE + 16;
          assert.equal(passes(link, frame, answers), wanted, `port ${port}, ${options} bytes of options`);
        }
      }
      for (const destinationPort of [0, 80, BASE ^ 0x8000, 65_535])
        assert.ok(!passes(link, frameOf(link, { destinationPort, protocol }), answers));
    });
  }

  test(`link header of ${link} bytes: echo replies to our sixteen identifiers and no others`, () => {
    for (const options of [0, 4, 40]) {
      for (let identifier = BASE - 32; identifier < BASE + 48; identifier++) {
        const reply = frameOf(link, { protocol: 1, icmpType: 0, identifier, options });
        assert.equal(passes(link, reply, ECHO), identifier >= BASE && identifier < BASE + 16);
        assert.ok(!passes(link, frameOf(link, { protocol: 1, icmpType: 8, identifier, options }), ECHO));
      }
    }
  });

  test(`link header of ${link} bytes: ICMP destination unreachable and time exceeded, no other type`, () => {
    for (const options of [0, 4, 40]) {
      for (let icmpType = 0; icmpType < 256; icmpType++) {
        const frame = frameOf(link, { protocol: 1, icmpType, options });
        for (const answers of [TCP, UDP, ECHO]) {
          assert.equal(passes(link, frame, answers), icmpType === 3 || icmpType === 11, `type ${icmpType}`);
        }
        assert.ok(!passes(link, frame, ARP));
      }
    }
  });

  test(`link header of ${link} bytes: no other protocol`, () => {
    for (let protocol = 0; protocol < 256; protocol++) {
      if (protocol === 1) continue;
      const frame = frameOf(link, { protocol });
      assert.equal(passes(link, frame, TCP), protocol === 6, `protocol ${protocol}`);
      assert.equal(passes(link, frame, UDP), protocol === 17, `protocol ${protocol}`);
      assert.ok(!passes(link, frame, ECHO) && !passes(link, frame, ARP), `protocol ${protocol}`);
    }
  });

  test(`link header of ${link} bytes: no later fragment`, () => {
    assert.ok(passes(link, frameOf(link, { moreFragments: true })), 'the first one has the ports');
    for (const [protocol, answers] of [
      [1, TCP],
      [6, TCP],
      [17, UDP],
      [1, UDP],
      [1, ECHO],
    ] as const) {
      for (const fragmentOffset of [8, 2040, 2048, 32_768, 65_528]) {
        assert.ok(!passes(link, frameOf(link, { protocol, fragmentOffset }), answers));
        assert.ok(!passes(link, frameOf(link, { protocol, fragmentOffset, moreFragments: true }), answers));
      }
    }
  });

  test(`link header of ${link} bytes: nothing but IPv4`, () => {
    const frame = frameOf(link);
    for (let version = 0; version < 16; version++) {
      frame[link] = (version << 4) | 5;
      assert.equal(passes(link, frame), version === 4, `version ${version}`);
    }
  });

  test(`link header of ${link} bytes: the kernel would take the program, all of it is used`, () => {
    for (const answers of [TCP, UDP, ECHO, ARP]) {
      const program = answersFilter(link, answers);
      assert.equal(reachable(program).size, program.length);
      for (const [, jumpTrue, jumpFalse] of program) assert.ok(jumpTrue < 256 && jumpFalse < 256);
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
          assert.ok([0, SNAP_LENGTH].includes(runFilter(program, bytes)));
        }),
      );
    }
  });
}

test('ARP: replies and nothing else; without Ethernet there are none', () => {
  assert.ok(passes(14, frames.ARP_REPLY, ARP));
  assert.ok(!passes(14, frames.ARP_REQUEST, ARP));
  assert.ok(!passes(14, frameOf(14), ARP));
  assert.ok(!passes(0, frames.ARP_REPLY.slice(14), ARP));
  assert.ok(!passes(0, frames.ARP_REPLY, ARP));
  for (let operation = 0; operation < 65_536; operation += 1) {
    const frame = frames.ARP_REPLY.slice();
    frame.set([operation >>> 8, operation & 0xff], 20);
    if (passes(14, frame, ARP) !== (operation === 2)) assert.fail(`operation ${operation}`);
  }
  for (let length = 0; length < 22; length++) assert.ok(!passes(14, frames.ARP_REPLY.slice(0, length), ARP));
});

test('what is meant for another MAC address, or for a VLAN that is not there, does not pass', () => {
  for (const [link, frame, answers] of [
    [0, frameOf(0), TCP],
    [14, frameOf(14), TCP],
    [14, frames.ARP_REPLY, ARP],
  ] as const) {
    const program = answersFilter(link, answers);
    // PACKET_HOST, BROADCAST, MULTICAST, OTHERHOST
    assert.deepEqual(
      [0, 1, 2, 3].map((type) => runFilter(program, frame, type) > 0),
      [true, true, true, false],
    );
  }
});

test('Ethernet: ARP, VLAN tags, IPv6 and lengths do not pass', () => {
  assert.ok(passes(14, frameOf(14)));
  for (const etherType of [
    [0x08, 0x06],
    [0x81, 0x00],
    [0x88, 0xa8],
    [0x86, 0xdd],
    [0x00, 0x2e],
  ]) {
    assert.ok(!passes(14, frameOf(14, { etherType })));
  }
  for (const frame of [frames.ARP_REQUEST, frames.ARP_REPLY, frames.TAGGED, frames.DOUBLE_TAGGED]) {
    assert.ok(!passes(14, frame));
  }
});

test('frames cut off before what decides do not pass', () => {
  for (const link of LINKS) {
    const segment = frameOf(link);
    for (let length = 0; length < link + 24; length++) assert.ok(!passes(link, segment.slice(0, length)));
    assert.ok(passes(link, segment.slice(0, link + 24)));
  }
});

test('enough is kept: whatever has a checksum that is looked at', () => {
  assert.ok(SNAP_LENGTH >= 14 + 60 + MOST_CHECKED);
});

test('struct sock_filter: code, jt, jf, k, little endian', () => {
  const bytes = encodeFilter([
    [0x15, 1, 2, 0x0800],
    [0x06, 0, 0, 0xfffefdfc],
  ]);
  assert.equal(bytes.toString('hex'), '1500010200080000' + '06000000fcfdfeff');
});
