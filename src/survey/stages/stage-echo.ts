// Which targets are up: by echo requests, on the own link by ARP first.
import { scanStage } from './scan-stage.ts';

export const echo = scanStage('icmp', 'icmp');
