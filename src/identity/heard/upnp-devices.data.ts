// Kinds of UPnP devices, by the standardized device types (UPnP Forum, OCF), names in lower case.
import type { Kind } from '../../finding/finding.ts';

export const DEVICE_TYPES: Readonly<Record<string, Kind>> = {
  internetgatewaydevice: 'router',
  wlanaccesspointdevice: 'access-point',
  mediarenderer: 'media-player',
  printer: 'printer',
  scanner: 'scanner',
  digitalsecuritycamera: 'camera',
  zoneplayer: 'speaker',
  hvac_system: 'thermostat',
  binarylight: 'light',
  dimmablelight: 'light',
};
