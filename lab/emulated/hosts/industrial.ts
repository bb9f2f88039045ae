// Controllers, and what keeps them running.
import type { EmulatedHost } from '../host.ts';
import { plain } from '../stacks.ts';
import { modbus, s7 } from '../talk/industrial.ts';
import { ftp, telnet } from '../talk/lines.ts';
import { snmp } from '../talk/snmp.ts';
import { html, web } from '../talk/web.ts';

const siemens: EmulatedHost = {
  name: 'siemens-s7',
  truth: { family: null, kind: 'plc', vendor: 'Siemens', model: '6ES7 315-2EH14-0AB0' },
  published: [
    'RFC 1006; Wireshark, packet-s7comm.c; Snap7 documentation (system status lists 0x0011, 0x001c)',
    'Siemens, "System and Standard Functions for S7-300/400" (the lists\' records); order numbers: Siemens industry mall',
  ],
  macPrefix: '00:1b:1b',
  stack: plain,
  ports: () => ({
    tcp: {
      102: s7({
        order: '6ES7 315-2EH14-0AB0',
        firmware: [3, 2, 6],
        names: {
          1: 'SIMATIC 300(1)',
          2: 'CPU 315-2 PN/DP',
          3: '',
          4: 'Original Siemens Equipment',
          5: 'S C-LAB0004711',
          7: 'CPU 315-2 PN/DP',
        },
      }),
    },
    udp: {
      161: snmp({
        sysDescr: 'Siemens, SIMATIC S7, CPU315-2 PN/DP, 6ES7 315-2EH14-0AB0, HW: 5, FW: V3.2.6, S C-LAB0004711',
        sysObjectID: '.1.3.6.1.4.1.4196.1.1.5.2',
        sysName: '',
      }),
    },
  }),
};

const modicon: EmulatedHost = {
  name: 'schneider-modicon',
  truth: { family: null, kind: 'plc', vendor: 'Schneider Electric', model: 'BMX P34 2020' },
  published: [
    'Modbus Application Protocol 1.1b3 section 6.21; Schneider Electric, "Modicon M340: Ethernet communication" (ports 21, 80, 502; identification: vendor, product code, revision)',
  ],
  macPrefix: '00:80:f4',
  stack: plain,
  ports: () => ({
    tcp: {
      21: ftp('FTP server (VxWorks VxWorks5.4.2) ready.'),
      80: web({ server: 'Schneider-WEB/V2.1.4', pages: { '/': html('Schneider Electric Telecommunications') } }),
      502: modbus(['Schneider Electric', 'BMX P34 2020', 'V2.7']),
    },
    udp: {
      161: snmp({
        sysDescr: 'Schneider Electric  M340 BMX P34 2020',
        sysObjectID: '.1.3.6.1.4.1.3833.1.7.255.35',
        sysName: 'BMX P34 2020',
      }),
    },
  }),
};

const apc: EmulatedHost = {
  name: 'apc-ups',
  truth: {
    family: null,
    kind: 'ups',
    vendor: 'American Power Conversion',
    names: [{ source: 'snmp', name: 'APC_SMART_UPS_5000' }],
  },
  published: [
    'APC, PowerNet MIB (318.1.1.1.1.1.1 upsBasicIdentModel; sysObjectID 318.1.3.27 of an AP9630); GitHub, networkupstools/nut issue 2237 (walk: sysName APC_SMART_UPS_5000), Apollon77/ioBroker.nut issue 64',
    'APC, "UPS Network Management Card 2 user guide" (FTP, telnet, SSH, HTTP; sysDescr with MB, PF, PN, AF1, AN1)',
  ],
  macPrefix: '00:c0:b7',
  stack: plain,
  ports: () => ({
    tcp: {
      21: ftp('AP9630 Network Management Card AOS v6.8.2 FTP server ready.'),
      23: telnet('\r\nUser Name : ', [255, 251, 1, 255, 251, 3]),
      80: web({
        server: 'Allegro-Software-RomPager/4.32',
        pages: {
          '/': { status: '303 See Other', headers: ['Location: /home.htm'] },
          '/home.htm': html('APC | Log On'),
        },
      }),
    },
    udp: {
      161: snmp({
        sysDescr:
          'APC Web/SNMP Management Card (MB:v4.1.0 PF:v6.8.2 PN:apc_hw05_aos_682.bin AF1:v6.8.2 AN1:apc_hw05_sumx_682.bin MN:AP9630 HR:05 SN: LAB000471100 MD:01/01/2018)',
        sysObjectID: '.1.3.6.1.4.1.318.1.3.27',
        sysName: 'APC_SMART_UPS_5000',
        engine: '8000013e0300c0b7123456',
        more: {
          '1.3.6.1.4.1.318.1.1.1.1.1.1.0': 'Smart-UPS 5000',
          '1.3.6.1.2.1.33.1.1.1.0': 'APC',
          '1.3.6.1.2.1.33.1.1.2.0': 'Smart-UPS 5000',
        },
      }),
    },
  }),
};

export const INDUSTRIAL: readonly EmulatedHost[] = [siemens, modicon, apc];
