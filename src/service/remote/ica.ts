// Citrix ICA: the server greets with its signature, again and again, until a client speaks (Citrix, ICA protocol traces).
import { hex, stands } from '../bytes.ts';
import { defineService } from '../service.ts';

const SIGNATURE = hex('7f7f 494341 00');

export const ica = defineService({
  name: 'ica',
  title: 'Citrix Independent Computing Architecture',
  specification: 'Citrix ICA',
  ports: [1494],

  read({ bytes }) {
    return stands(bytes, SIGNATURE) ? { confidence: 0.9, product: 'Citrix ICA' } : null;
  },
});
