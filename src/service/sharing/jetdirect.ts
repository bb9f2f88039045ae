// Raw printing (HP JetDirect, AppSocket). Nothing is ever said here: it would be printed. What comes by itself is read:
// the status that a job before asked for (HP, PJL Technical Reference Manual, chapter 8: USTATUS).
import { clean } from '../bytes.ts';
import { defineService } from '../service.ts';

const STATUS = /^(?:\x1b%-12345X)?@PJL (?:USTATUS|INFO) (\w{1,20})/;
const DISPLAY = /\r?\nDISPLAY="([^"\r\n]{1,80})"/;

export const jetdirect = defineService({
  name: 'hp-pdl-datastr',
  title: 'Raw printing (JetDirect)',
  specification: 'PJL Technical Reference Manual',
  ports: [9100, 9101, 9102, 9103, 9104, 9105, 9106, 9107],

  read({ text }) {
    const status = STATUS.exec(text);
    if (status === null) return null;
    const display = DISPLAY.exec(text.slice(0, 2048))?.[1];
    return {
      confidence: 0.9,
      device: 'printer',
      ...(display === undefined ? {} : { info: clean(display) }),
    };
  },
});
