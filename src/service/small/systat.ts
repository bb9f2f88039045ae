// Active users and netstat: RFC 866 and port 15 of IANA's list. A list of users, processes or connections, and it closes.
import { defineService } from '../service.ts';

/** The heads of the tables that ps, who and netstat print (POSIX ps: USER, PID, TTY ... TIME, COMMAND). */
const PROCESSES = /^\s{0,8}(?:USER|UID|F S UID|PID)\s[A-Z%\s]{4,100}\b(?:CMD|COMMAND|TIME)\b[^\n]{0,20}\r?\n/;
const CONNECTIONS = /^\s{0,4}(?:Active Internet connections[^\n]{0,60}\r?\n)?Proto\s+Recv-Q\s+Send-Q\s+Local Address\s/;

const NOTES = [
  {
    code: 'N_SMALL_SERVICE',
    text: 'tells anybody what runs on this host',
    advice: 'take it out of inetd.conf or xinetd.d',
  },
] as const;

export const systat = defineService({
  name: 'systat',
  title: 'Active Users',
  specification: 'RFC 866',
  ports: [11],

  read({ text, sent }) {
    return sent === null && PROCESSES.test(text) ? { confidence: 0.85, notes: NOTES } : null;
  },
});

export const netstat = defineService({
  name: 'netstat',
  title: 'netstat',
  specification: 'IANA port 15',
  ports: [15],

  read({ text, sent }) {
    return sent === null && CONNECTIONS.test(text) ? { confidence: 0.85, notes: NOTES } : null;
  },
});
