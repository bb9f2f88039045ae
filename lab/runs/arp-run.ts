// Runs inside a namespace: resolves addresses by ARP and says what came of it, as one line of JSON.
//   node arp-run.ts '{"interfaceName":"lan0","ranges":[[3323068416,3323068671]],"rateCap":null,"persistent":false,"abortAfterMs":null}'
import { resolveArp } from '../../src/link/arp/arp.ts';
import { createPacer } from '../../src/link/pacer.ts';
import { withNetlink } from '../../src/native/netlink/netlink.ts';
import { formatIpv4, formatMac } from '../../src/wire/address.ts';

interface Question {
  readonly interfaceName: string;
  readonly ranges: readonly (readonly [first: number, last: number])[];
  readonly rateCap: number | null;
  readonly persistent: boolean;
  readonly abortAfterMs: number | null;
}

const question = JSON.parse(process.argv[2]) as Question;
const { through, address, neighbours } = withNetlink((netlink) => {
  const through = netlink.interfaces().find((each) => each.name === question.interfaceName)!;
  const address = netlink.addresses().find((each) => each.interfaceIndex === through.index)!.address;
  return { through, address, neighbours: netlink.neighbours() };
});
const started = performance.now();
let abortedAt = 0;
const control = new AbortController();
if (question.abortAfterMs !== null) {
  setTimeout(() => {
    abortedAt = performance.now();
    control.abort();
  }, question.abortAfterMs);
}
const result = await resolveArp({
  interfaceIndex: through.index,
  interfaceName: through.name,
  sourceMac: through.mac!,
  source: address,
  ranges: question.ranges,
  cap: question.rateCap === null ? null : createPacer(question.rateCap),
  persistent: question.persistent,
  neighbours,
  signal: control.signal,
});
const ended = performance.now();
const answers = [...result.macs].map(([ip, { mac, rttMs, from }]) => [
  formatIpv4(ip),
  { mac: formatMac(mac, 0), rttMs, from },
]);
process.stdout.write(
  `${JSON.stringify({
    ...result,
    table: undefined,
    twins: [...result.twins].map(([ip, mac]) => [formatIpv4(ip), formatMac(mac, 0)]),
    macs: Object.fromEntries(answers),
    elapsedMs: ended - started,
    afterAbortMs: abortedAt === 0 ? null : ended - abortedAt,
  })}\n`,
);
