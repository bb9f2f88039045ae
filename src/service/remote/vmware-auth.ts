// VMware's authentication daemon (port 902 of ESXi, vCenter and Workstation): it greets in words, FTP's way.
import { clean } from '../bytes.ts';
import { defineService } from '../service.ts';

const GREETING = /^220 VMware Authentication Daemon Version (\d[\d.]{0,12})(?:: ([^\r\n]{1,300}))?\r?\n/;

export const vmwareAuth = defineService({
  name: 'vmware-auth',
  title: 'VMware authentication daemon',
  specification: 'its greeting',
  ports: [902, 912],

  read({ text }) {
    const greeting = GREETING.exec(text);
    if (greeting === null) return null;
    const offers = (greeting[2] ?? '')
      .split(',')
      .map((each) => clean(each, 60))
      .filter((each) => each !== '');
    return {
      // A line alone; but one that nobody else has a reason to say.
      confidence: 0.85,
      product: 'VMware Authentication Daemon',
      version: greeting[1],
      ...(offers.length === 0 ? {} : { info: offers.slice(0, 3).join(', '), details: { offers } }),
    };
  },
});
