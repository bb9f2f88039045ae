// Runs inside a namespace: what Portolan's own netlink says there, as one line of JSON.
//   node netlink-report.ts '{"addresses":[3323068417],"ranges":[[3323068416,3323068671]],"interfaceName":null}'
import { planInterfaces } from '../../src/link/interfaces/interfaces.ts';
import { planRoutes } from '../../src/link/routes/routes.ts';
import { describeSegment } from '../../src/link/routes/segments.test-data.ts';
import { withNetlink } from '../../src/native/netlink/netlink.ts';
import { formatMac } from '../../src/wire/address.ts';

interface Question {
  readonly addresses: readonly number[];
  readonly ranges: readonly (readonly [first: number, last: number])[];
  readonly interfaceName: string | null;
}

const question = JSON.parse(process.argv[2]) as Question;
const mac = (bytes: Uint8Array | null): string | null => (bytes === null ? null : formatMac(bytes, 0));

const report = withNetlink((netlink) => ({
  interfaces: netlink.interfaces().map((each) => ({ ...each, mac: mac(each.mac) })),
  addresses: netlink.addresses(),
  routes: netlink.routes(),
  rules: netlink.rules(),
  neighbours: netlink.neighbours().map((each) => ({ ...each, mac: mac(each.mac) })),
  answers: question.addresses.map((address) => netlink.routeTo(address)),
  plan: planInterfaces(),
  segments: planRoutes(question.ranges, question).map(describeSegment),
}));
process.stdout.write(`${JSON.stringify(report)}\n`);
