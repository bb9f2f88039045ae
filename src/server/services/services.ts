// All services of the server, a line each. Adding one: CONTRIBUTING.md, "Add a service of the server".
import type { ServiceClass } from '../container/annotations.ts';
import { Discovery } from './discovery.ts';
import { Events } from './events.ts';
import { Info } from './info.ts';
import { Interfaces } from './interfaces.ts';
import { InventoryService } from './inventory.ts';
import { Ping } from './ping.ts';
import { Schedule } from './schedule.ts';
import { Settings } from './settings.ts';

export const SERVICES: readonly ServiceClass[] = [
  Info,
  Events,
  Settings,
  InventoryService,
  Interfaces,
  Discovery,
  Ping,
  Schedule,
];
