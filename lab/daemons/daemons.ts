// All daemons of the lab, family by family.
import type { Daemon } from './daemon.ts';
import { DATABASES_DAEMONS } from './databases.ts';
import { DIRECTORY_DAEMONS } from './directory.ts';
import { FILES_DAEMONS } from './files.ts';
import { MAIL_DAEMONS } from './mail.ts';
import { MESSAGING_DAEMONS } from './messaging.ts';
import { MONITORING_DAEMONS } from './monitoring.ts';
import { REMOTE_DAEMONS } from './remote.ts';
import { WEB_DAEMONS } from './web.ts';

export const DAEMONS: readonly Daemon[] = [
  ...WEB_DAEMONS,
  ...MAIL_DAEMONS,
  ...DATABASES_DAEMONS,
  ...MESSAGING_DAEMONS,
  ...REMOTE_DAEMONS,
  ...DIRECTORY_DAEMONS,
  ...FILES_DAEMONS,
  ...MONITORING_DAEMONS,
];
