// The objects of a switch at 198.18.0.2: two neighbours by LLDP, one by CDP, an ARP table, what it forwards where.
import { integer, type Objects, octets } from '../../service/monitoring/agent.test-data.ts';

const LLDP = '1.0.8802.1.1.2.1';
const CDP = '1.3.6.1.4.1.9.9.23.1.2.1.1';
const MIB2 = '1.3.6.1.2.1';
export const MACS = {
  printer: [0, 0, 0x5e, 0, 0x53, 1],
  router: [0, 0, 0x5e, 0, 0x53, 2],
  other: [0, 0, 0x5e, 0, 0x53, 3],
};

export const SWITCH: Objects = new Map([
  // Its own ports, and their names.
  [`${LLDP}.3.7.1.2.1`, integer(5)],
  [`${LLDP}.3.7.1.3.1`, octets('swp1')],
  [`${LLDP}.3.7.1.4.1`, octets('uplink')],
  [`${MIB2}.31.1.1.1.1.10`, octets('swp1')],
  [`${MIB2}.31.1.1.1.1.11`, octets('swp2')],
  [`${MIB2}.31.1.1.1.1.12`, octets('vlan7')],
  [`${MIB2}.17.1.4.1.2.1`, integer(10)],
  [`${MIB2}.17.1.4.1.2.2`, integer(11)],
  // A router with an address for its management; and who has a MAC address alone, behind a port without a name.
  [`${LLDP}.4.1.1.4.0.1.1`, integer(4)],
  [`${LLDP}.4.1.1.5.0.1.1`, octets(MACS.router)],
  [`${LLDP}.4.1.1.6.0.1.1`, integer(5)],
  [`${LLDP}.4.1.1.7.0.1.1`, octets('ge-0/0/1')],
  [`${LLDP}.4.1.1.8.0.1.1`, octets('to the switch')],
  [`${LLDP}.4.1.1.9.0.1.1`, octets('router.example')],
  [`${LLDP}.4.1.1.10.0.1.1`, octets('Juniper Networks, Inc. kernel JUNOS 21.4')],
  [`${LLDP}.4.1.1.12.0.1.1`, octets([0x28])],
  [`${LLDP}.4.2.1.3.0.1.1.1.4.198.18.0.1`, integer(2)],
  [`${LLDP}.4.1.1.4.0.9.2`, integer(4)],
  [`${LLDP}.4.1.1.5.0.9.2`, octets(MACS.printer)],
  [`${LLDP}.4.1.1.6.0.9.2`, integer(3)],
  [`${LLDP}.4.1.1.7.0.9.2`, octets(MACS.printer)],
  // CDP: address kind 1 is IPv4; what it does: a telephone.
  [`${CDP}.3.11.5`, integer(1)],
  [`${CDP}.4.11.5`, octets([198, 18, 0, 30])],
  [`${CDP}.5.11.5`, octets('SCCP41.9-3-1')],
  [`${CDP}.6.11.5`, octets('SEP00005E005304')],
  [`${CDP}.7.11.5`, octets('Port 1')],
  [`${CDP}.8.11.5`, octets('Cisco IP Phone 7941')],
  [`${CDP}.9.11.5`, octets([0, 0, 0x04, 0x90])],
  // ARP: one that is good, one that is invalid, one of a group.
  [`${MIB2}.4.22.1.2.12.198.18.0.20`, octets(MACS.printer)],
  [`${MIB2}.4.22.1.4.12.198.18.0.20`, integer(3)],
  [`${MIB2}.4.22.1.2.12.198.18.0.21`, octets(MACS.other)],
  [`${MIB2}.4.22.1.4.12.198.18.0.21`, integer(2)],
  [`${MIB2}.4.22.1.2.12.198.18.0.22`, octets([1, 0, 0x5e, 0, 0x53, 1])],
  [`${MIB2}.4.22.1.4.12.198.18.0.22`, integer(3)],
  // Port 2 has one machine behind it, port 1 two; one is the switch's own.
  ...[
    [MACS.printer, 2, 3],
    [MACS.router, 1, 3],
    [MACS.other, 1, 3],
    [[0, 0, 0x5e, 0, 0x53, 9], 3, 4],
  ].flatMap(([mac, port, status]) => [
    [`${MIB2}.17.4.3.1.2.${(mac as number[]).join('.')}`, integer(port as number)] as const,
    [`${MIB2}.17.4.3.1.3.${(mac as number[]).join('.')}`, integer(status as number)] as const,
  ]),
]);
