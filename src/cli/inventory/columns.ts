// What each list of the inventory has in its columns.
import type { HostRow, PortRow, ScanRow, ServiceRow } from '../../inventory/inventory.ts';
import { type Column, minuteText } from '../../report/columns.ts';

const text = (value: string | null): string => value ?? '';

export const SCAN_COLUMNS: readonly Column<ScanRow>[] = [
  { title: 'SCAN', most: 9, right: true, text: ({ id }) => String(id) },
  { title: 'BEGUN', most: 16, text: ({ begun }) => minuteText(begun) },
  { title: 'STATE', most: 12, text: ({ state }) => state },
  { title: 'HOSTS', most: 12, right: true, text: ({ hostsUp }) => String(hostsUp) },
  { title: 'OPEN', most: 12, right: true, text: ({ openPorts }) => String(openPorts) },
  { title: 'TARGETS', most: 60, text: ({ targets }) => targets.join(' ') },
];

export const HOST_COLUMNS: readonly Column<HostRow>[] = [
  { title: 'ADDRESS', most: 39, text: ({ ip }) => ip },
  { title: 'STATE', most: 7, text: ({ state }) => state },
  { title: 'NAME', most: 32, text: ({ name }) => text(name) },
  { title: 'KIND', most: 20, text: ({ kind }) => text(kind) },
  { title: 'SYSTEM', most: 24, text: ({ os }) => text(os) },
  { title: 'VENDOR', most: 24, text: ({ vendor }) => text(vendor) },
  { title: 'MAC', most: 17, text: ({ mac }) => text(mac) },
  { title: 'OPEN', most: 6, right: true, text: ({ openPorts }) => String(openPorts) },
  { title: 'FIRST SEEN', most: 16, text: ({ firstSeen }) => minuteText(firstSeen) },
  { title: 'LAST SEEN', most: 16, text: ({ lastSeen }) => minuteText(lastSeen) },
];

export const PORT_COLUMNS: readonly Column<PortRow>[] = [
  { title: 'ADDRESS', most: 39, text: ({ ip }) => ip },
  { title: 'PORT', most: 9, right: true, text: ({ port, proto }) => `${port}/${proto}` },
  { title: 'STATE', most: 13, text: ({ state }) => state },
  {
    title: 'SERVICE',
    most: 24,
    text: ({ service, tls }) => (tls && service !== null ? `tls/${service}` : text(service)),
  },
  { title: 'PRODUCT', most: 32, text: ({ product }) => text(product) },
  { title: 'VERSION', most: 20, text: ({ version }) => text(version) },
  { title: 'CERTIFICATE', most: 32, text: ({ certificate = '' }) => certificate },
  { title: 'EXPIRES', most: 10, text: ({ expires = '' }) => expires.slice(0, 10) },
  { title: 'SINCE', most: 16, text: ({ firstSeen }) => minuteText(firstSeen) },
  { title: 'LAST SEEN', most: 16, text: ({ lastSeen }) => minuteText(lastSeen) },
];

export const SERVICE_COLUMNS: readonly Column<ServiceRow>[] = [
  { title: 'SERVICE', most: 24, text: ({ service }) => service },
  { title: 'PRODUCT', most: 40, text: ({ product }) => text(product) },
  { title: 'VERSION', most: 24, text: ({ version }) => text(version) },
  { title: 'HOSTS', most: 9, right: true, text: ({ hosts }) => String(hosts) },
  { title: 'PORTS', most: 9, right: true, text: ({ ports }) => String(ports) },
];
