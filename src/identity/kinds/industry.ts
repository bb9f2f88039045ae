// Control of machines, buildings and power.
import type { KindRule } from './rule.ts';

// biome-ignore format: a line a rule
export const INDUSTRY: readonly KindRule[] = [
  ['plc', 0.9, 'service', /^(?:s7comm|iso-tsap)$/, 'Siemens S7 communication over RFC 1006', 's7comm'],
  ['plc', 0.5, 'tcp', '102', 'RFC 1006: ISO transport, port 102'],
  ['plc', 0.6, 'service', /^(?:mbap|modbus)$/, 'Modbus Messaging on TCP/IP', 'mbap'],
  ['plc', 0.45, 'tcp', '502', 'Modbus Messaging on TCP/IP: port 502'],
  ['plc', 0.8, 'service', /^(?:ethernet-ip-2|ethernet-ip|enip)$/, 'The CIP Networks Library, volume 2', 'ethernet-ip-2'],
  ['plc', 0.45, 'tcp', '44818', 'EtherNet/IP: port 44818'],
  ['plc', 0.85, 'service', /^(?:omron-fins|fins|melsec|twincat|ads|opcua-tcp|opc-ua|pcworx|codesys)$/, 'protocols of controllers', 'omron-fins'],
  ['plc', 0.6, 'service', /^(?:iec-104|iec104|dnp|dnp3)$/, 'IEC 60870-5-104; IEEE 1815', 'iec-104'],
  ['plc', 0.85, 'product', /^(?:Siemens (?:S7|SIMATIC|CPU|6ES7)|Omron|Mitsubishi|Beckhoff|Schneider Electric|Allen-Bradley|Rockwell|WAGO|Phoenix Contact)\b/i, 'what controllers say of themselves', 'Siemens CPU 315-2 PN/DP'],
  ['plc', 0.9, 'model', /^(?:CPU ?(?:12|15|3|4)\d\d|6ES7|6GK|SIMATIC|S7-\d{3,4}|CJ[12]|CP1|1756-|1769-|BMX|TM2[24]1|750-8)/i, 'order numbers and names of controllers', '6ES7 315-2EH14-0AB0'],
  ['plc', 0.9, 'says', /\bSiemens, SIMATIC\b|\bSIMATIC (?:S7|NET|ET)/, 'RFC 3418 2: sysDescr of SIMATIC', 'Siemens, SIMATIC, S7-300'],
  ['plc', 0.45, 'vendor', /^(?:Siemens AG|Rockwell Automation|WAGO|Beckhoff|Phoenix Contact|Omron Corporation|MITSUBISHI ELECTRIC CORP|Schneider Electric$|Pilz|B&R|Bosch Rexroth)/i, 'IEEE registry: makers of controllers', 'Rockwell Automation'],
  ['building-controller', 0.85, 'service', /^(?:bacnet|knxnet-ip|fox|niagara-fox|bacnet-sc|lonworks|crestron|crestron-discovery)$/, 'ASHRAE 135; ISO 22510; Tridium Fox', 'bacnet'],
  ['building-controller', 0.5, 'udp', '47808', 'ASHRAE 135 annex J: port 47808'],
  ['building-controller', 0.5, 'udp', '3671', 'ISO 22510: KNXnet/IP, port 3671'],
  ['building-controller', 0.5, 'vendor', /^(?:Tridium|Johnson Controls|Crestron|Delta Controls|Automated Logic|Loxone|KNX Association|SAUTER|WEINZIERL)/i, 'IEEE registry: makers of building automation', 'Tridium, Inc.'],
  ['ups', 0.85, 'product', /^(?:APC Network Management Card|Eaton .{0,20}(?:UPS|Network)|CyberPower)/i, 'their agents and pages', 'APC Network Management Card'],
  ['ups', 0.9, 'says', /\b(?:APC (?:Web\/SNMP|Embedded PowerNet).{0,80}Card|Smart-UPS|Symmetra|Back-UPS|Eaton (?:5P|9P|5SC|9SX)|UPS Network Management)/i, 'RFC 3418 2: sysDescr of UPS', 'APC Web/SNMP Management Card (MB:v4.1.0 PF:v6.8.8)'],
  ['ups', 0.9, 'snmp', /^1\.3\.6\.1\.(?:4\.1\.(?:318\.1\.3\.(?:2|5|27)|534\.1|3808\.1\.1\.1|476\.1\.42|705\.1)|2\.1\.33)/, 'PowerNet-MIB, XUPS-MIB, RFC 1628', '1.3.6.1.4.1.318.1.3.27'],
  ['ups', 0.6, 'snmp', /^1\.3\.6\.1\.4\.1\.(?:318|3808|534)\.$/, 'IANA enterprise numbers of engines: APC, CyberPower, Eaton', '1.3.6.1.4.1.318.'],
  ['power-distribution', 0.9, 'snmp', /^1\.3\.6\.1\.4\.1\.(?:318\.1\.3\.4\.|13742\.[46]|1718\.[34]|3808\.1\.1\.3)/, 'PowerNet-MIB, PDU2-MIB, Sentry3-MIB', '1.3.6.1.4.1.318.1.3.4.5'],
  ['power-distribution', 0.8, 'vendor', /^(?:Raritan|Server Technology|GUDE Systems|NETIO)/i, 'IEEE registry: makers of power distribution units', 'Raritan Computer, Inc'],
  ['ups', 0.65, 'vendor', /^(?:AMERICAN POWER CONVERSION|APC by Schneider|CyberPower|Riello|Eaton Corporation|Liebert|Vertiv)/i, 'IEEE registry: makers of UPS', 'AMERICAN POWER CONVERSION CORP'],
  ['ups', 0.8, 'model', /\b(?:Smart-UPS|Back-UPS|Symmetra|UPS)\b/i, 'their names', 'Smart-UPS 1500'],
  ['power-distribution', 0.85, 'model', /\b(?:Rack PDU|PDU|Switched Rack|AP7\d{3}|AP8\d{3})\b/i, 'their names', 'Rack PDU AP7920'],
  ['ups', 0.6, 'name', /^(?:apc[0-9A-F]{6}|ups[-\d])/i, 'names that UPS come with', 'apcA1B2C3'],
  ['sensor', 0.8, 'product', /^(?:AKCP|NetBotz|sensorProbe|Room Alert)/i, 'their pages', 'NetBotz'],
];
