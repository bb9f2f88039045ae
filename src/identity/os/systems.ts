// Operating systems by what else is known: programs, agents, announcements, models, names. What names a system outright is a clue
// with its family; what a TCP/IP stack looks like, too.
import type { SystemRow } from './system.ts';

// biome-ignore format: a line a rule
export const SYSTEMS: readonly SystemRow[] = [
  // Systems whose family the clues do not name (src/identity/sources/).
  ['linux', 0.75, 'os', /^(?:FortiOS|ArubaOS|Tizen|webOS|airOS|UniFi OS|FRITZ!OS|AsusWRT|ChromeOS|SONiC|PAN-OS|Roku OS)\b/i, 'their makers: open source packages', 'webOS 6.0', true],
  ['embedded', 0.5, 'os', /^(?:ASA|SonicOS|Windows CE)\b/, 'their makers', 'SonicOS', true],

  // Programs that run nowhere else.
  ['windows', 0.9, 'product', /^Microsoft (?:Windows|IIS|HTTPAPI|RPC|Terminal Services|Remote Desktop|DNS|ESMTP|FTP|Exchange|Active Directory|Kerberos)/, 'Microsoft, Windows Server documentation', 'Microsoft IIS httpd'],
  ['windows', 0.85, 'product', /^(?:Windows |OpenSSH for Windows|Microsoft-HTTPAPI)/, 'Microsoft, Windows documentation', 'Windows SNMP service'],
  ['windows', 0.5, 'service', /^msrpc$/, '[MS-RPCE] 2.1.1.1: port 135', 'msrpc'],
  ['windows', 0.7, 'snmp', /^1\.3\.6\.1\.4\.1\.311\./, 'IANA enterprise number 311; [MS-SNMP] sysObjectID', '1.3.6.1.4.1.311.1.1.3.1.2'],
  ['linux', 0.85, 'snmp', /^1\.3\.6\.1\.4\.1\.8072\.3\.2\.10$/, 'NET-SNMP-TC: linux', '1.3.6.1.4.1.8072.3.2.10'],
  ['freebsd', 0.85, 'snmp', /^1\.3\.6\.1\.4\.1\.8072\.3\.2\.8$/, 'NET-SNMP-TC: freebsd', '1.3.6.1.4.1.8072.3.2.8'],
  ['openbsd', 0.85, 'snmp', /^1\.3\.6\.1\.4\.1\.(?:8072\.3\.2\.12|30155\.23\.1)$/, 'NET-SNMP-TC: openbsd; OpenBSD snmpd.conf(5)', '1.3.6.1.4.1.8072.3.2.12'],
  ['netbsd', 0.85, 'snmp', /^1\.3\.6\.1\.4\.1\.8072\.3\.2\.7$/, 'NET-SNMP-TC: netbsd1', '1.3.6.1.4.1.8072.3.2.7'],
  ['macos', 0.8, 'snmp', /^1\.3\.6\.1\.4\.1\.8072\.3\.2\.16$/, 'NET-SNMP-TC: macosx', '1.3.6.1.4.1.8072.3.2.16'],
  ['routeros', 0.85, 'snmp', /^1\.3\.6\.1\.4\.1\.14988\./, 'IANA enterprise number 14988: MikroTik', '1.3.6.1.4.1.14988.1'],
  ['vmware-esxi', 0.9, 'snmp', /^1\.3\.6\.1\.4\.1\.6876\.4\.1$/, 'VMWARE-PRODUCTS-MIB: vmwESX', '1.3.6.1.4.1.6876.4.1'],
  ['vmware-esxi', 0.7, 'snmp', /^1\.3\.6\.1\.4\.1\.6876\./, 'IANA enterprise number 6876: VMware', '1.3.6.1.4.1.6876.'],
  ['vmware-esxi', 0.5, 'product', /^VMware Authentication Daemon\b/, 'VMware ESXi: port 902', 'VMware Authentication Daemon'],
  ['linux', 0.8, 'snmp', /^1\.3\.6\.1\.4\.1\.(?:6574|24681)\./, 'IANA enterprise numbers: Synology, QNAP', '1.3.6.1.4.1.6574.1'],
  ['cisco-ios', 0.9, 'says', /\bCisco IOS Software\b/, 'RFC 3418 2: sysDescr, as Cisco writes it', 'Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE'],
  ['cisco-nx-os', 0.9, 'says', /^Cisco NX-OS\b/, 'RFC 3418 2: sysDescr, as Cisco writes it', 'Cisco NX-OS(tm) n9000, Version 9.3(5)'],
  ['routeros', 0.9, 'product', /^MikroTik\b/, 'MikroTik, RouterOS manual: Services', 'MikroTik RouterOS'],
  ['cisco-ios', 0.7, 'product', /^Cisco (?:IOS|SSH|telnetd)/, 'Cisco, IOS configuration guides', 'Cisco IOS'],
  ['junos', 0.9, 'product', /^Juniper Junos\b/, 'Juniper, Junos OS', 'Juniper Junos'],
  ['vmware-esxi', 0.9, 'product', /^VMware ESXi\b/, 'VMware, ESXi', 'VMware ESXi'],
  ['linux', 0.8, 'product', /^(?:Synology|QNAP|Proxmox|OpenWrt|DD-WRT|openmediavault|Ubiquiti (?:airOS|EdgeOS|UniFi)|AVM FRITZ)/, 'their makers: open source packages', 'Synology DiskStation Manager'],
  ['linux', 0.75, 'product', /^(?:CUPS|libvirt|Docker|Podman|Cockpit|Avahi|systemd|Dropbear)/, 'programs that live on Linux nearly always', 'CUPS'],
  ['freebsd', 0.75, 'product', /^(?:pfSense|OPNsense)/, 'their documentation', 'OPNsense'],
  ['linux', 0.7, 'says', /\bLinux\/\d[\w.+-]{0,30}/, 'UPnP Device Architecture 2.0 1.3.3: SERVER', 'Linux/3.10.104 UPnP/1.0 Sonos/70.3', true],
  ['linux', 0.7, 'upnp', /\bLinux[/ ]\d[\w.+-]{0,30}/i, 'UPnP Device Architecture 2.0 1.3.3: SERVER', 'Linux/4.9 UPnP/1.0 MiniDLNA/1.3', true],
  ['windows', 0.7, 'upnp', /\b(?:Microsoft-Windows|Windows(?: NT)?)\/\d/, 'UPnP Device Architecture 2.0 1.3.3: SERVER', 'Microsoft-Windows/10.0 UPnP/1.0'],
  ['linux', 0.7, 'mdns', /^_workstation\._tcp\b/, 'avahi-daemon.conf(5): publish-workstation', '_workstation._tcp'],
  ['windows', 0.6, 'wsd', /\b(?:pub:)?Computer\b/, '[MS-DPWSSN]; Microsoft, Function Discovery', 'pub:Computer'],

  // What Apple's, Google's and others' devices say of themselves.
  ['ios', 0.9, 'model', /^(?:iPhone|iPad|iPod|AppleTV|AudioAccessory|Watch)\d/, 'Apple: model identifiers', 'iPhone15,2'],
  ['macos', 0.85, 'model', /^(?:Mac(?:Book(?:Pro|Air)?|mini|Pro|Studio)?\d|iMac(?:Pro)?\d)/, 'Apple: model identifiers; _device-info of mDNS. Xserve is what Samba and Netatalk say', 'MacBookPro18,3'],
  ['macos', 0.7, 'mdns', /^_(?:eppc|adisk|afpovertcp)\._tcp\b|\bmodel=(?:Mac|iMac)/, 'Apple: services of macOS', 'model=MacBookPro18,3'],
  ['ios', 0.85, 'mdns', /\b(?:rpMd|rpmd|model|am)=(?:iPhone|iPad|iPod|AppleTV|AudioAccessory|Watch)\d/, 'Apple: _companion-link, _device-info', 'model=AppleTV11,1'],
  ['ios', 0.5, 'mdns', /^_apple-mobdev2?\._tcp\b/, 'Apple: pairing over Wi-Fi', '_apple-mobdev2._tcp'],
  ['ios', 0.55, 'tcp', /^62078$/, 'Apple: lockdownd, port 62078 (iphone-sync)', '62078'],
  ['macos', 0.5, 'service', /^afp$/, 'Apple, AFP reference: of others Netatalk says its name', 'afp'],
  ['android', 0.75, 'mdns', /^_(?:androidtvremote2?|adb(?:-tls-connect|-tls-pairing)?)\._tcp\b/, 'Android TV remote service; adb over Wi-Fi', '_androidtvremote2._tcp'],
  ['android', 0.85, 'service', /^adb$/, 'Android Debug Bridge protocol', 'adb'],
  ['android', 0.6, 'name', /^android[-_]/i, 'AOSP: DHCP host names', 'android-1a2b3c4d5e6f7a8b'],
  ['android', 0.6, 'dhcp', /^android-dhcp-\d/i, 'AOSP, DhcpClient: vendor class', 'android-dhcp-13'],
  ['windows', 0.7, 'dhcp', /^MSFT [5-9]/, '[MS-DHCPE] 2.2.3: vendor class', 'MSFT 5.0'],
  ['linux', 0.5, 'dhcp', /^(?:udhcp|dhcpcd-[\d.]+:Linux)/, 'busybox udhcpc; dhcpcd(8)', 'udhcp 1.33.2'],
  ['playstation', 0.8, 'vendor', /^Sony Interactive Entertainment/, 'IEEE registry', 'Sony Interactive Entertainment Inc.'],
  ['nintendo', 0.7, 'vendor', /^Nintendo\b/, 'IEEE registry', 'Nintendo Co., Ltd.'],
  ['windows', 0.35, 'name', /^(?:DESKTOP|LAPTOP|WIN)-[A-Z0-9]{7,11}\b/i, 'Microsoft: names that setup makes', 'DESKTOP-4F7K2QX'],
  ['embedded', 0.4, 'vendor', /^Espressif\b/, 'Espressif, ESP-IDF: FreeRTOS and lwIP', 'Espressif Inc.'],
  ['embedded', 0.4, 'device', /^(?:controller|serial device server|UPS)\b/, 'firmware without a system of its own name', 'controller'],
];
