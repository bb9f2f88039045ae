// Printers of five makers. Nothing reliable is published of their TCP stacks: no family is asked for.
import type { EmulatedHost } from '../host.ts';
import { plain } from '../stacks.ts';
import { wsDiscovery } from '../talk/discovery.ts';
import { mdns, type PublishedService } from '../talk/dns.ts';
import { ftp, lpd } from '../talk/lines.ts';
import { netbios } from '../talk/netbios.ts';
import { ipp, jetdirect } from '../talk/printing.ts';
import { snmp } from '../talk/snmp.ts';
import { html, web } from '../talk/web.ts';

interface Model {
  readonly name: string;
  readonly vendor: string;
  readonly model: string;
  readonly published: readonly string[];
  readonly macPrefix: string;
  readonly host: string;
  readonly server: string;
  readonly title: string;
  readonly deviceId: string;
  readonly sysDescr: string;
  readonly sysObjectID: string;
  readonly text: readonly string[];
  readonly engine?: string;
}

const PRINTER_MIB = 'RFC 2790 (hrDeviceDescr), RFC 3805';
const DNS_SD = 'Apple, "Bonjour Printing Specification" (ty, product, usb_MFG, usb_MDL, rp, pdl)';

function printer(model: Model): EmulatedHost {
  const { name, vendor, published, macPrefix, host, server, title, deviceId, sysDescr, sysObjectID, text, engine } =
    model;
  return {
    name,
    truth: {
      family: null,
      kind: 'printer',
      vendor,
      model: model.model,
      names: [
        { source: 'mdns', name: host },
        { source: 'snmp', name: host },
      ],
    },
    published: [...published, PRINTER_MIB, DNS_SD],
    macPrefix,
    stack: plain,
    ports: (self) => {
      const service = (type: string, port: number, more: readonly string[] = text): PublishedService => ({
        type,
        name: model.model,
        port,
        text: more,
      });
      return {
        tcp: {
          21: ftp(`${model.model} FTP server ready.`),
          80: web({ server, pages: { '/': html(title) } }),
          515: lpd,
          631: ipp({ model: model.model, name: model.model, deviceId, server }),
          9100: jetdirect,
        },
        udp: {
          137: netbios(self, [{ name: host.toUpperCase(), suffix: 0 }]),
          161: snmp({
            ...{ sysDescr, sysObjectID, sysName: host },
            ...(engine === undefined ? {} : { engine }),
            more: {
              '1.3.6.1.2.1.25.3.2.1.3.1': model.model,
              '1.3.6.1.2.1.25.3.2.1.2.1': { oid: '.1.3.6.1.2.1.25.3.1.5' },
              '1.3.6.1.2.1.43.5.1.1.17.1': 'LAB0004711',
              '1.3.6.1.4.1.2699.1.2.1.2.1.1.3.1': deviceId,
            },
          }),
          3702: wsDiscovery(
            'd:Device w:PrintDeviceType',
            '',
            `http://${self.address}:80/WebServices/Device`,
            'urn:uuid:3f2c1a00-0000-4000-8000-00000000000b',
          ),
          5353: mdns(self, {
            host,
            services: [
              service('_ipp._tcp', 631),
              service('_http._tcp', 80, []),
              service('_printer._tcp', 515),
              service('_pdl-datastream._tcp', 9100),
            ],
          }),
        },
      };
    },
  };
}

const hp = printer({
  name: 'hp-officejet',
  vendor: 'HP',
  model: 'HP OfficeJet Pro 8730',
  published: [
    'GitHub, jupnp/jupnp issue 156 (capture of its mDNS, MAC 98:e7:f4), OpenPrinting/ippusbxd issue 11 (TXT, host name HP...)',
    'GitHub, fusioninventory/fusioninventory-for-glpi issue 1104 (sysDescr "HP ETHERNET MULTI-ENVIRONMENT,...")',
  ],
  macPrefix: '98:e7:f4',
  host: 'HP98E7F447D657',
  // RFC 3411 section 5: enterprise 11, format 3 (MAC address).
  engine: '8000000b0398e7f447d657',
  server: 'HP HTTP Server; HP OfficeJet Pro 8730 - D9L20A; Serial Number: LAB0004711;',
  title: 'HP OfficeJet Pro 8730',
  deviceId:
    'MFG:HP;MDL:OfficeJet Pro 8730;CMD:PCL5c,PCLXL,POSTSCRIPT,PDF,PJL,URF;CLS:PRINTER;DES:HP OfficeJet Pro 8730;',
  sysDescr: 'HP ETHERNET MULTI-ENVIRONMENT,ROM none,JETDIRECT,JD149,EEPROM JSI24210033,CIDATE 01/01/2015',
  sysObjectID: '.1.3.6.1.4.1.11.2.3.9.1',
  text: [
    'txtvers=1',
    'qtotal=1',
    'rp=ipp/print',
    'ty=HP OfficeJet Pro 8730',
    'product=(HP OfficeJet Pro 8730)',
    'usb_MFG=HP',
    'usb_MDL=OfficeJet Pro 8730',
    'pdl=application/PCLm,image/urf',
    'Color=T',
    'Duplex=T',
  ],
});

const brother = printer({
  name: 'brother-mfc',
  vendor: 'Brother',
  model: 'Brother MFC-L8390CDW series',
  published: [
    'GitHub, home-assistant/core issue 114640 (sysDescr "Brother NC-...", sysObjectID 2435.2.3.9.1, sysName BRW...)',
    'GitHub, OpenPrinting/ipp-usb issue 109 (TXT of an MFC-L8390CDW)',
  ],
  macPrefix: '94:dd:f8',
  host: 'BRW94DDF83A5D08',
  engine: '800009830394ddf83a5d08',
  server: 'debut/1.30',
  title: 'Brother MFC-L8390CDW series',
  deviceId: 'MFG:Brother;CMD:PJL,PCL,PCLXL,URF;MDL:MFC-L8390CDW series;CLS:PRINTER;',
  sysDescr: 'Brother NC-8400w, Firmware Ver.D  ,MID 8C5-G02,FID 2',
  sysObjectID: '.1.3.6.1.4.1.2435.2.3.9.1',
  text: [
    'txtvers=1',
    'qtotal=1',
    'rp=ipp/print',
    'ty=Brother MFC-L8390CDW series',
    'product=(Brother MFC-L8390CDW series)',
    'usb_MFG=Brother',
    'usb_MDL=MFC-L8390CDW series',
    'Color=T',
    'Duplex=T',
    'Scan=T',
  ],
});

const canon = printer({
  name: 'canon-ir-adv',
  vendor: 'Canon',
  model: 'Canon iR-ADV C2220',
  published: [
    'GitHub, fusioninventory/sysobject.ids pull 10 (sysObjectID 1602.4.7, "Canon iR-ADV C2220 08.02")',
    'Canon, remote user interface guide (port 8000, Server: Catwalk)',
  ],
  macPrefix: '2c:9e:fc',
  host: 'Canon2c9efc',
  server: 'Catwalk',
  title: 'Remote UI : iR-ADV C2220',
  deviceId: 'MFG:Canon;MDL:iR-ADV C2220;CLS:PRINTER;DES:Canon iR-ADV C2220;',
  sysDescr: 'Canon iR-ADV C2220 /P',
  sysObjectID: '.1.3.6.1.4.1.1602.4.7',
  text: [
    'txtvers=1',
    'qtotal=1',
    'rp=ipp/print',
    'ty=Canon iR-ADV C2220',
    'product=(Canon iR-ADV C2220)',
    'usb_MFG=Canon',
    'usb_MDL=iR-ADV C2220',
  ],
});

const epson = printer({
  name: 'epson-l6460',
  vendor: 'Epson',
  model: 'EPSON L6460 Series',
  published: [
    'GitHub, OpenPrinting/cups issue 637 (_ipp._tcp name "EPSON L6460 Series")',
    'Epson, MIB 1248 (sysDescr "EPSON Built-in ... Print Server")',
  ],
  macPrefix: 'e0:bb:9e',
  host: 'EPSONE0BB9E',
  server: 'EPSON_Linux UPnP/1.0 Epson UPnP SDK/1.0',
  title: 'L6460 Series',
  deviceId: 'MFG:EPSON;CMD:ESCPL2,BDC,D4;MDL:L6460 Series;CLS:PRINTER;DES:EPSON L6460 Series;',
  sysDescr: 'EPSON Built-in 11b/g/n Print Server',
  sysObjectID: '.1.3.6.1.4.1.1248.1.1.2.4.4',
  text: [
    'txtvers=1',
    'rp=ipp/print',
    'ty=EPSON L6460 Series',
    'product=(EPSON L6460 Series)',
    'usb_MFG=EPSON',
    'usb_MDL=L6460 Series',
  ],
});

const kyocera = printer({
  name: 'kyocera-ecosys',
  vendor: 'Kyocera',
  model: 'ECOSYS M5526cdw',
  published: [
    'Kyocera, MIB 1347 (sysDescr "KYOCERA Document Solutions Printing System"); command center RX guide (Server: KM-MFP-http)',
  ],
  macPrefix: 'd4:f0:c9',
  host: 'KMA1B2C3',
  server: 'KM-MFP-http/V0.0.1',
  title: 'Command Center RX',
  deviceId: 'ID:ECOSYS M5526cdw;MFG:Kyocera;CMD:PCLXL,PCL5E,PJL,POSTSCRIPT;MDL:ECOSYS M5526cdw;CLS:PRINTER;',
  sysDescr: 'KYOCERA Document Solutions Printing System',
  sysObjectID: '.1.3.6.1.4.1.1347.41',
  text: [
    'txtvers=1',
    'rp=ipp/print',
    'ty=Kyocera ECOSYS M5526cdw',
    'product=(ECOSYS M5526cdw)',
    'usb_MFG=Kyocera',
    'usb_MDL=ECOSYS M5526cdw',
  ],
});

export const PRINTERS: readonly EmulatedHost[] = [hp, brother, canon, epson, kyocera];
