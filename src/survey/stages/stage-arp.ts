// Which targets are up, by ARP alone, on the own link.
import { scanStage } from './scan-stage.ts';

export const arp = scanStage('arp', 'arp');
