// The signs of the chart, one a kind of host: lines in a box of 24 by 24, drawn on canvas and in SVG alike.

const SIGNS = {
  // A harbour of which no more is known.
  anchor: 'M12 8v13M12 3a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M8 11h8M4 14a8 8 0 0 0 16 0',
  router:
    'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M6.5 12h11M12 6.5v11M9 9l-2.5 3L9 15M15 9l2.5 3-2.5 3M9.5 8.5L12 6.5l2.5 2M9.5 15.5l2.5 2 2.5-2',
  switch: 'M3 7h18v10H3zM6 10.5h6l-1.5-1.5M18 13.5h-6l1.5 1.5',
  wave: 'M12 13v8M8.5 21h7M9 10.5a4.5 4.5 0 0 1 6 0M6 7.5a9 9 0 0 1 12 0M12 13h.01',
  wall: 'M3 5h18v14H3zM3 9.7h18M3 14.3h18M9 5v4.7M15 9.7v4.6M9 14.3V19',
  printer: 'M7 9V3h10v6M4 9h16v8h-3M7 17H4V9M7 14h10v7H7z',
  camera: 'M3 7h12v10H3zM15 11l6-3v8l-6-3',
  drawers: 'M5 3h14v18H5zM5 9h14M5 15h14M9 6h6M9 12h6M9 18h6',
  phone: 'M7 2h10v20H7zM11 19h2',
  screen: 'M3 7h18v12H3zM8 2.5l4 4.5 4-4.5M8 22h8',
  speaker: 'M6 2h12v20H6zM12 11a4 4 0 1 0 0 8a4 4 0 1 0 0-8M12 6h.01',
  pad: 'M7 7h10a5 5 0 0 1 5 5v3a2.5 2.5 0 0 1-4.6 1.3L15.5 14h-7l-1.9 2.3A2.5 2.5 0 0 1 2 15v-3a5 5 0 0 1 5-5M6 11h4M8 9v4M16 11h.01',
  server: 'M4 3h16v7H4zM4 14h16v7H4zM7.5 6.5h1M7.5 17.5h1M12 6.5h5M12 17.5h5',
  box: 'M12 2.5l8.5 4.7v9.6L12 21.5l-8.5-4.7V7.2zM3.5 7.2l8.5 4.8 8.5-4.8M12 12v9.5',
  desk: 'M3 4h18v12H3zM8 20.5h8M12 16v4.5',
  laptop: 'M5 5h14v10H5zM2 19h20',
  chip: 'M6 6h12v12H6zM10 10h4v4h-4zM9 3v3M15 3v3M9 18v3M15 18v3M3 9h3M3 15h3M18 9h3M18 15h3',
  lamp: 'M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9V16h7v-2.1A6 6 0 0 0 12 3',
  thermometer: 'M10 13V5a2 2 0 0 1 4 0v8a4.5 4.5 0 1 1-4 0M12 9v8',
  plug: 'M9 3v5M15 3v5M6 8h12v4a6 6 0 0 1-12 0zM12 18v4',
  factory: 'M3 21V10l6 4v-4l6 4V4h6v17zM7 17.5h2M12 17.5h2M17 17.5h1',
  handset: 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A15 15 0 0 1 3 6a2 2 0 0 1 2-2',
  till: 'M5 3h14v6H5zM7 9v12h10V9M10 13h4M10 17h4',
} as const;

export type SignName = keyof typeof SIGNS;

const BY_KIND: Readonly<Record<string, SignName>> = {
  router: 'router',
  modem: 'router',
  'load-balancer': 'router',
  switch: 'switch',
  'access-point': 'wave',
  firewall: 'wall',
  printer: 'printer',
  scanner: 'printer',
  camera: 'camera',
  'video-recorder': 'camera',
  nas: 'drawers',
  phone: 'phone',
  tablet: 'phone',
  watch: 'phone',
  tv: 'screen',
  'media-player': 'screen',
  projector: 'screen',
  speaker: 'speaker',
  'game-console': 'pad',
  server: 'server',
  hypervisor: 'server',
  'virtual-machine': 'box',
  container: 'box',
  workstation: 'desk',
  laptop: 'laptop',
  'single-board-computer': 'chip',
  'management-controller': 'chip',
  'iot-hub': 'chip',
  light: 'lamp',
  sensor: 'thermometer',
  thermostat: 'thermometer',
  'smart-plug': 'plug',
  appliance: 'plug',
  ups: 'plug',
  'power-distribution': 'plug',
  plc: 'factory',
  'building-controller': 'factory',
  'voip-phone': 'handset',
  'voip-gateway': 'handset',
  'point-of-sale': 'till',
};

/** The lines of the sign for a kind of host; of one that nobody knows, an anchor. */
export function signOf(kind: string | null): string {
  return SIGNS[kind !== null && Object.hasOwn(BY_KIND, kind) ? BY_KIND[kind] : 'anchor'];
}
