import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitTargets } from '../../target/pasted.ts';
import { commandLines } from '../options.test-data.ts';
import { parseScanOptions, type ScanCommandOptions } from './options.ts';

const { parse, refusal } = commandLines(parseScanOptions);

test('without options', () => {
  assert.deepEqual(parse(''), {
    targets: [],
    targetsFile: [],
    exclude: [],
    excludeFile: [],
    probes: ['syn', 'udp'],
    fast: false,
    engine: 'auto',
    authorized: false,
    dryRun: false,
    list: false,
    notes: [],
    explainBpf: false,
    json: false,
    jsonSchema: false,
    reports: [],
    appendOutput: false,
    open: false,
    compact: false,
    services: true,
    identity: true,
    journal: true,
    reverseDns: true,
    discovery: true,
    evidence: false,
    verbose: false,
    quiet: false,
    color: true,
    unknownVariables: [],
  });
});

test('every option reaches its place', () => {
  const line =
    '-p 22,80 --rate 100 --max-retries 0 --engine connect -e eth0 --seed abc --shard 2/4 --dry-run -T4 --open --json ' +
    '--pcap x.pcapng -v -q --no-color --authorized --exclude 198.18.0.1 --exclude-file no.txt --exclude-ports 25 ' +
    '--targets-file yes.txt 198.18.0.0/24 -';
  const options = parse(line);
  const expected: Partial<ScanCommandOptions> = {
    targets: ['198.18.0.0/24', '-'],
    targetsFile: ['yes.txt'],
    exclude: ['198.18.0.1'],
    excludeFile: ['no.txt'],
    ports: '22,80',
    excludePorts: '25',
    rate: 100,
    maxRetries: 0,
    timing: 4,
    seed: 'abc',
    shard: { index: 2, count: 4 },
    engine: 'connect',
    interface: 'eth0',
    pcap: 'x.pcapng',
    authorized: true,
    dryRun: true,
    json: true,
    open: true,
    verbose: true,
    quiet: true,
    color: false,
  };
  assert.partialDeepStrictEqual(options, expected);
  assert.equal(parse('--top-ports 7').topPorts, 7);
  assert.equal(parse('-F').fast, true);
  assert.deepEqual(parse('-sU --snmp-community public,other').snmpCommunity, ['public', 'other']);
  const fromEnvironment = parse('-sU', { PORTOLAN_SNMP_COMMUNITY: 'x'.repeat(255) });
  assert.equal(fromEnvironment.snmpCommunity?.[0].length, 255);
  assert.equal(parse('--json-schema').jsonSchema, true);
});

test('how targets are asked: TCP, UDP or both, in the order of the stages, each once', () => {
  const probes = (line: string, environment?: Record<string, string>) => parse(line, environment).probes.join();
  for (const probe of ['syn', 'udp', 'icmp', 'arp']) assert.equal(probes(`--probe ${probe}`), probe);
  assert.equal(probes('', { PORTOLAN_PROBE: 'udp' }), 'udp');
  assert.equal(probes('', { PORTOLAN_PROBE: 'udp,syn' }), 'syn,udp');
  assert.equal(probes('-sS', { PORTOLAN_PROBE: 'udp' }), 'syn');
  assert.equal(probes('--probe udp -sU'), 'udp');
  for (const line of ['-sS -sU', '-sSU', '-sU -sS', '-sU -sT', '--probe syn,udp', '--probe udp --probe syn']) {
    assert.equal(probes(line), 'syn,udp', line);
  }
  assert.deepEqual([parse('-sS -sU').engine, parse('-sT -sU').engine], ['raw', 'connect']);
  assert.match(refusal('--probe tcp'), /'tcp' is invalid\. Give one of syn, udp, icmp, arp, discover\./);
});

test("nmap's ways to look for hosts", () => {
  for (const line of ['-sn', '-sP', '-sn -PR']) assert.deepEqual(parse(line).probes, ['discover'], line);
  assert.deepEqual(parse('-sn -PE -PS22,80').discoverBy, ['echo', 'syn:22,80']);
  assert.deepEqual(parse('-PE').probes, ['syn', 'udp']);
  assert.deepEqual([parse('').discovery, parse('-Pn').discovery], [true, false]);
});

test('hosts have no ports: options that choose some are refused by name, unless the environment says them', () => {
  for (const [option, flag] of [
    ['-p 22', '-p'],
    ['--ports=22', '-p'],
    ['-F', '-F'],
    ['--top-ports 5', '--top-ports'],
    ['--exclude-ports 5', '--exclude-ports'],
  ]) {
    for (const probe of ['icmp', 'arp']) {
      const message = refusal(`--probe ${probe} ${option}`);
      assert.equal(message, `${flag} has no meaning with --probe ${probe}: it asks hosts and no ports`);
    }
  }
  const { probes, ports, excludePorts } = parse('-sn', { PORTOLAN_PORTS: '22', PORTOLAN_EXCLUDE_PORTS: '9' });
  assert.deepEqual([probes, ports, excludePorts], [['discover'], undefined, undefined]);
});

test("nmap's joined forms", () => {
  const options = parse('-sT -p- -T4 -iLlist -Pn -n -vv --max-rate=7 198.18.0.1');
  assert.partialDeepStrictEqual(options, {
    engine: 'connect',
    ports: '-',
    timing: 4,
    targetsFile: ['list'],
    verbose: true,
    rate: 7,
    targets: ['198.18.0.1'],
  });
  assert.equal(parse('-p22 -Taggressive').timing, 4);
});

test('wrong values are named, with what would be right', () => {
  assert.match(
    refusal('--rate abc'),
    /'--rate <n>' argument 'abc' is invalid\. Give probes a second from 1 to 100000000/,
  );
  assert.match(refusal('--rate 0'), /'0' is invalid/);
  assert.match(refusal('--rate 1e3'), /'1e3' is invalid/);
  assert.match(refusal('--max-retries -1'), /'-1' is invalid/);
  assert.match(refusal('--shard 5/4'), /'5\/4' is invalid/);
  assert.match(refusal('--shard 0/4'), /'0\/4' is invalid/);
  assert.match(refusal('--engine dpdk'), /'dpdk' is invalid.* auto, kernel, raw, connect/);
  assert.match(refusal('-T7'), /'7' is invalid/);
  assert.match(refusal('--pcap --json'), /'--json' is invalid/);
  assert.match(refusal('--snmp-community a,,b'), /Give communities of 1 to 255 bytes, with commas between/);
  assert.match(refusal(`--snmp-community ${'x'.repeat(256)}`), /Give communities of 1 to 255 bytes/);
  assert.match(refusal('--snmp-community 1,2,3,4,5,6,7,8,9'), /Give 8 communities at the most/);
  for (const line of ['-sS --snmp-community a', '-sU --no-services --snmp-community a']) {
    assert.match(refusal(line), /--snmp-community has no meaning where no UDP port is asked/, line);
  }
  assert.match(refusal('--no-services --service-intensity 3'), /--service-intensity has no meaning with --no-services/);
  assert.match(refusal('--version-light --no-services'), /--service-intensity has no meaning with --no-services/);
  assert.match(refusal('-p'), /'-p, --ports <list>' argument missing\. See: portolan scan --help/);
  assert.match(refusal('-p 22 -F'), /-p, --top-ports and -F/);
});

test('an unknown option comes with the nearest one', () => {
  assert.match(refusal('--raet 5'), /unknown option '--raet' \(Did you mean --rate\?\)/);
  assert.match(refusal('-Z'), /unknown option '-Z'/);
});

test('options come from the environment, and the command line wins', () => {
  assert.equal(parse('', { PORTOLAN_RATE: '9' }).rate, 9);
  assert.equal(parse('--rate 5', { PORTOLAN_RATE: '9' }).rate, 5);
  assert.equal(parse('', { PORTOLAN_RATE: '' }).rate, undefined);
  assert.equal(parse('', { PORTOLAN_MAX_RETRIES: '3' }).maxRetries, 3);
  assert.match(refusal('', { PORTOLAN_RATE: 'abc' }), /'abc' from env 'PORTOLAN_RATE' is invalid/);
  assert.equal(parse('', { PORTOLAN_JSON: '1' }).json, true);
  assert.equal(parse('', { PORTOLAN_JSON: '0' }).json, false);
  assert.match(refusal('', { PORTOLAN_JSON: 'maybe' }), /PORTOLAN_JSON=maybe/);
  assert.equal(parse('', { PORTOLAN_NO_COLOR: '1' }).color, false);
  assert.deepEqual(parse('', { PORTOLAN_TARGETS_FILE: 'a' }).targetsFile, ['a']);
  assert.deepEqual(parse('198.18.0.1', { PORTOLAN_TARGETS_FILE: 'a' }).targetsFile, []);
  const ports = parse('-F', { PORTOLAN_PORTS: '22' });
  assert.deepEqual([ports.fast, ports.ports], [true, undefined]);
});

test('exclusions of the environment always count', () => {
  const options = parse('--exclude 198.18.0.1 --exclude-file a', {
    PORTOLAN_EXCLUDE: '198.18.0.2,198.18.0.3',
    PORTOLAN_EXCLUDE_FILE: 'b',
  });
  assert.deepEqual(options.exclude, ['198.18.0.1', '198.18.0.2', '198.18.0.3']);
  assert.deepEqual(options.excludeFile, ['a', 'b']);
});

test('-T2 is a limit, and never raises the one of the environment', () => {
  assert.equal(parse('-T2').rate, 25);
  assert.equal(parse('-T2 --rate 100').rate, 100);
  assert.equal(parse('-T2', { PORTOLAN_RATE: '7' }).rate, 7);
  assert.equal(parse('-T4', { PORTOLAN_RATE: '7' }).rate, 7);
  assert.equal(parse('-T4').rate, undefined);
  assert.deepEqual([parse('-T0').rate, parse('-Tsneaky').rate], [1, 1]);
  assert.match(parse('-T1').notes[0], /^-T1: at most 1 probe a second; --rate N/);
  assert.deepEqual(parse('-T4').notes, ['-T4 changes nothing: the pace is measured, whatever the network']);
});

test('variables that are no option are told', () => {
  const { unknownVariables } = parse('', { PORTOLAN_RAET: '9', PORTOLAN_NO_BUILD: '1', PORTOLAN_RATE: '9' });
  assert.deepEqual(unknownVariables, ['PORTOLAN_RAET']);
});

test('commas separate whole targets only', () => {
  assert.deepEqual(splitTargets('198.18.0.1,198.18.0.2/31,198.18.0.5-9,host.example'), [
    '198.18.0.1',
    '198.18.0.2/31',
    '198.18.0.5-9',
    'host.example',
  ]);
  assert.deepEqual(splitTargets('198.18.0.1-198.18.0.9,198.18.1.1'), ['198.18.0.1-198.18.0.9', '198.18.1.1']);
  assert.deepEqual(splitTargets('198.18.0.1,5'), ['198.18.0.1,5']);
  assert.deepEqual(splitTargets('198.18.0,2.1'), ['198.18.0,2.1']);
});

test('--sources: auto, one, or addresses', () => {
  assert.equal(parse('-sU --sources one').sources, 'one');
  assert.equal(parse('-sU --sources auto').sources, 'auto');
  assert.deepEqual(parse('-sU --sources 198.18.0.1,198.18.0.2').sources, ['198.18.0.1', '198.18.0.2']);
  for (const wrong of ['all', '198.18.0.1,', '198.18.0.1-4']) {
    assert.match(refusal(`-sU --sources ${wrong}`), /auto, one, or IPv4 addresses/);
  }
  const environment = { PORTOLAN_SOURCES: '198.18.0.1' };
  assert.deepEqual(parse('-sU', environment).sources, ['198.18.0.1']);
  assert.equal(parse('-sS --udp none', environment).sources, undefined, 'it is for scans that ask UDP');
  assert.deepEqual(parse('-sS --udp none --sources 198.18.0.1').sources, ['198.18.0.1'], 'that is refused later');
});

test('a list of ports that cannot be read is named as any other value is', () => {
  for (const [option, flags] of [
    ['-p', '-p, --ports <list>'],
    ['--udp', '--udp <which>'],
    ['--exclude-ports', '--exclude-ports <list>'],
  ]) {
    const both = refusal(`${option} 80,99999 --rate x`);
    assert.ok(both.includes(`'${flags}' argument '80,99999' is invalid. "99999": ports end at 65535.`), both);
    assert.match(both, /'--rate <n>' argument 'x' is invalid/);
    assert.match(refusal(`${option} 80-79`), /"80-79": the range runs backwards/);
  }
  // Names are looked up later, all of them.
  assert.equal(parse('-p 22,ssh,no-such-name -p U:53 198.18.0.1').ports, '22,ssh,no-such-name;U:53');
});

test('all that is wrong with a command line is told at once', () => {
  const words = ['--rate', 'x', '--max-retries=y', '-T9', '--nosuch', '--top-ports', '0', '198.18.0.1'];
  assert.throws(
    () => parseScanOptions(words, {}),
    (error: Error) => {
      const lines = error.message.split('\n');
      assert.equal(lines.length, 5, error.message);
      for (const flag of ['--rate', '--max-retries', '--timing', '--nosuch', '--top-ports'])
        assert.ok(
          lines.some((line) => line.includes(flag)),
          flag,
        );
      return true;
    },
  );
});
