// Hadoop's IPC: org.apache.hadoop.ipc.Server. To a browser's words it answers what it is.
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const TO_BROWSERS = 'It looks like you are making an HTTP request to a Hadoop IPC port.';

export const hadoop = defineService({
  name: 'hadoop-ipc',
  title: 'Hadoop IPC',
  specification: 'Hadoop source: ipc.Server',
  ports: [8020, 9000, 8032, 8030, 8031, 8485, 50020],

  read({ text }) {
    if (!text.startsWith('HTTP/1.1 404 ') || !text.slice(0, 400).includes(TO_BROWSERS)) return null;
    return { confidence: 0.95, product: 'Apache Hadoop', cpe: [cpeOf('apache', 'hadoop')] };
  },
});
