// All daemons of the lab, family by family.

import { APPLICATIONS_DAEMONS } from './applications.ts';
import type { Daemon } from './daemon.ts';
import { DATABASES_DAEMONS } from './databases.ts';
import { DIRECTORY_DAEMONS } from './directory.ts';
import { FILES_DAEMONS } from './files.ts';
import { MAIL_DAEMONS } from './mail.ts';
import { MESSAGING_DAEMONS } from './messaging.ts';
import { MONITORING_DAEMONS } from './monitoring.ts';
import { PRINTING_DAEMONS } from './printing.ts';
import { PROXIES_DAEMONS } from './proxies.ts';
import { REMOTE_DAEMONS } from './remote.ts';
import { SMALL_DAEMONS } from './small.ts';
import { SOURCES_DAEMONS } from './sources.ts';
import { STORAGE_DAEMONS } from './storage.ts';
import { TUNNELS_DAEMONS } from './tunnels.ts';
import { WEB_DAEMONS } from './web.ts';

export const DAEMONS: readonly Daemon[] = [
  ...WEB_DAEMONS,
  ...PROXIES_DAEMONS,
  ...APPLICATIONS_DAEMONS,
  ...SOURCES_DAEMONS,
  ...STORAGE_DAEMONS,
  ...MAIL_DAEMONS,
  ...DATABASES_DAEMONS,
  ...MESSAGING_DAEMONS,
  ...REMOTE_DAEMONS,
  ...DIRECTORY_DAEMONS,
  ...FILES_DAEMONS,
  ...MONITORING_DAEMONS,
  ...SMALL_DAEMONS,
  ...TUNNELS_DAEMONS,
  ...PRINTING_DAEMONS,
];
