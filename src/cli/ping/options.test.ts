import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACK, SYN } from '../../wire/tcp.ts';
import { commandLines } from '../options.test-data.ts';
import { type PingCommandOptions, parsePingOptions } from './options.ts';

const { parse, refusal } = commandLines(parsePingOptions);

test('without options', () => {
  assert.deepEqual(parse('host.example'), {
    targets: ['host.example'],
    targetsFile: [],
    exclude: [],
    excludeFile: [],
    port: undefined,
    allAddresses: false,
    authorized: false,
    method: 'tcp',
    bare: false,
    flags: undefined,
    ttl: undefined,
    tos: undefined,
    df: false,
    payloadSize: undefined,
    data: undefined,
    interface: undefined,
    source: undefined,
    count: undefined,
    interval: 1000,
    timeout: 2000,
    rate: undefined,
    format: 'text',
    jsonSchema: false,
    histogram: false,
    pcap: undefined,
    verbose: false,
    quiet: false,
    color: true,
    notes: [],
    unknownVariables: [],
  } satisfies PingCommandOptions);
});

test('every option reaches its place', () => {
  const line =
    '-p 22,80 -c 10 -i 200ms --timeout 500ms --rate 100 --all-addresses --authorized --bare --flags sa --ttl 5 ' +
    '--tos 0xb8 --df --payload-size 3 -e eth0 -S 198.18.0.1 --json --histogram --pcap x.pcapng -v -q --no-color ' +
    '-4 -iL hosts -iLmore a -';
  assert.deepEqual(parse(line), {
    targets: ['a', '-'],
    targetsFile: ['hosts', 'more'],
    exclude: [],
    excludeFile: [],
    port: '22,80',
    allAddresses: true,
    authorized: true,
    method: 'tcp',
    bare: true,
    flags: SYN | ACK,
    ttl: 5,
    tos: 0xb8,
    df: true,
    payloadSize: 3,
    data: undefined,
    interface: 'eth0',
    source: 0xc6120001,
    count: 10,
    interval: 200,
    timeout: 500,
    rate: 100,
    format: 'json',
    jsonSchema: false,
    histogram: true,
    pcap: 'x.pcapng',
    verbose: true,
    quiet: true,
    color: false,
    notes: [],
    unknownVariables: [],
  } satisfies PingCommandOptions);
  for (const method of ['icmp', 'udp', 'arp', 'connect']) assert.equal(parse(`--${method} a`).method, method);
  assert.equal(parse('--csv a').format, 'csv');
  assert.equal(parse('--json-schema').jsonSchema, true);
});

test('times: seconds, or with a unit', () => {
  const cases: [string, number][] = [
    ['0.2', 200],
    ['.5', 500],
    ['1s', 1000],
    ['200ms', 200],
    ['100us', 0.1],
    ['2min', 120_000],
    ['1440min', 86_400_000],
  ];
  for (const [text, milliseconds] of cases) assert.equal(parse(`-i ${text} a`).interval, milliseconds, text);
  for (const text of ['0', '99us', '1h', '-1', 'x', '1e3', '1441min', '.', 's']) {
    assert.match(refusal(`-i ${text} a`), /'-i, --interval <time>' argument '.*' is invalid\. Give seconds, or/, text);
  }
});

test('payload: text or bytes', () => {
  assert.deepEqual([...parse('--data hé a').data!], [0x68, 0xc3, 0xa9]);
  assert.deepEqual([...parse('--data hex:0A1b a').data!], [10, 27]);
  assert.deepEqual([...parse('--data hex: a').data!], []);
  assert.match(refusal('--data hex:0a1 a'), /'hex:0a1' is invalid\. Give two hex digits a byte/);
  assert.match(refusal(`--data ${'x'.repeat(65_456)} a`), /at most 65455 bytes/);
  assert.match(refusal('--payload-size 65456 a'), /'65456' is invalid/);
  assert.match(refusal('--data x --payload-size 1 a'), /--data and --payload-size/);
});

test('wrong values are named, with what would be right', () => {
  assert.match(refusal('--flags SX a'), /'SX' is invalid\. Give letters of FIN/);
  assert.match(refusal('--ttl 0 a'), /'0' is invalid\. Give a whole number from 1 to 255/);
  assert.match(refusal('--tos 256 a'), /'256' is invalid\. Give 0 to 255/);
  assert.match(refusal('--source host a'), /'host' is invalid\. Give an IPv4 address/);
  assert.match(refusal('-c x a'), /'x' is invalid/);
  assert.match(refusal('--pcap --json a'), /'--json' is invalid/);
  assert.match(refusal('--tmieout 1 a'), /unknown option '--tmieout' \(Did you mean --timeout\?\) See: portolan ping/);
});

test('what excludes each other, and what has no meaning', () => {
  assert.match(refusal('--icmp --udp a'), /^--icmp and --udp exclude each other/);
  assert.match(refusal('--json --csv a'), /^--json and --csv exclude each other/);
  const cases: [string, string][] = [
    ['--icmp -p 80', '-p has no meaning with --icmp'],
    ['--udp --bare', '--bare has no meaning with --udp'],
    ['--icmp --flags S', '--flags has no meaning with --icmp'],
    ['--arp --ttl 3', '--ttl has no meaning with --arp'],
    ['--arp --data x', '--data has no meaning with --arp'],
    ['--connect --df', '--df has no meaning with --connect'],
    ['--connect --pcap x', '--pcap has no meaning with --connect'],
  ];
  for (const [line, message] of cases) assert.equal(refusal(`${line} a`), `${message}: leave one of them out`);
});

test('options come from the environment, and the command line wins', () => {
  assert.equal(parse('a', { PORTOLAN_INTERVAL: '200ms' }).interval, 200);
  assert.equal(parse('-i 3 a', { PORTOLAN_INTERVAL: '200ms' }).interval, 3000);
  assert.equal(parse('a', { PORTOLAN_ICMP: '1' }).method, 'icmp');
  assert.equal(parse('--udp a', { PORTOLAN_ICMP: '1' }).method, 'udp');
  // That one is of scans.
  assert.equal(parse('a', { PORTOLAN_UDP: 'none' }).method, 'tcp');
  assert.equal(parse('--csv a', { PORTOLAN_JSON: '1' }).format, 'csv');
  assert.match(refusal('a', { PORTOLAN_TTL: '0' }), /'0' from env 'PORTOLAN_TTL' is invalid/);
  // A default for TCP does not stand in the way of ICMP.
  assert.deepEqual(
    [parse('--icmp a', { PORTOLAN_PORT: '80' }).port, parse('a', { PORTOLAN_PORT: '80' }).port],
    [undefined, '80'],
  );
  assert.deepEqual(parse('a', { PORTOLAN_TARGETS_FILE: 'x' }).targetsFile, []);
  assert.deepEqual(parse('', { PORTOLAN_TARGETS_FILE: 'x' }).targetsFile, ['x']);
  assert.deepEqual(parse('a', { PORTOLAN_INTREVAL: '1' }).unknownVariables, ['PORTOLAN_INTREVAL']);
  const payload = parse('--data x a', { PORTOLAN_PAYLOAD_SIZE: '9' });
  assert.deepEqual([payload.data?.length, payload.payloadSize], [1, undefined]);
});

test('exclusions of the environment and of the command line hold together', () => {
  const read = (line: string, environment = {}) => parsePingOptions(line.split(' '), environment);
  const options = read('--exclude 198.18.0.1,198.18.0.2 --exclude-file a --exclude x.example --excludefile b h', {
    PORTOLAN_EXCLUDE: '198.18.0.3',
    PORTOLAN_EXCLUDE_FILE: 'c',
  });
  if ('help' in options) throw new Error('help was not asked for');
  assert.deepEqual(options.exclude, ['198.18.0.1', '198.18.0.2', 'x.example', '198.18.0.3']);
  assert.deepEqual(options.excludeFile, ['a', 'b', 'c']);
});
