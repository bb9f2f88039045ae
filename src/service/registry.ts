// All records, a line each. The order decides only between equally sure verdicts, and between hellos of one port.

import { beanstalkd } from './build/beanstalkd.ts';
import { cvs } from './build/cvs.ts';
import { gearman } from './build/gearman.ts';
import { git } from './build/git.ts';
import { perforce } from './build/perforce.ts';
import { svn } from './build/svn.ts';
import { asterisk } from './chat/asterisk.ts';
import { irc } from './chat/irc.ts';
import { xmpp } from './chat/xmpp.ts';
import { redis } from './databases/redis.ts';
import { ceph } from './files/ceph.ts';
import { ftp } from './files/ftp.ts';
import { glusterfs } from './files/glusterfs.ts';
import { iscsi } from './files/iscsi.ts';
import { nbd } from './files/nbd.ts';
import { ndmp } from './files/ndmp.ts';
import { rsync } from './files/rsync.ts';
import { clamd } from './mail/clamd.ts';
import { imap } from './mail/imap.ts';
import { managesieve } from './mail/managesieve.ts';
import { nntp } from './mail/nntp.ts';
import { pop3 } from './mail/pop3.ts';
import { smtp } from './mail/smtp.ts';
import { spamd } from './mail/spamd.ts';
import { apcupsd } from './monitoring/apcupsd.ts';
import { checkMk } from './monitoring/check-mk.ts';
import { gpsd } from './monitoring/gpsd.ts';
import { hddtemp } from './monitoring/hddtemp.ts';
import { munin } from './monitoring/munin.ts';
import { nrpe } from './monitoring/nrpe.ts';
import { nsca } from './monitoring/nsca.ts';
import { nut } from './monitoring/nut.ts';
import { varnish } from './monitoring/varnish.ts';
import { zabbix } from './monitoring/zabbix.ts';
import { ssh } from './remote/ssh.ts';
import { tls } from './security/tls.ts';
import type { Service } from './service.ts';
import { chargen } from './small/chargen.ts';
import { daytime } from './small/daytime.ts';
import { dict } from './small/dict.ts';
import { echo } from './small/echo.ts';
import { finger } from './small/finger.ts';
import { ident } from './small/ident.ts';
import { qotd } from './small/qotd.ts';
import { shell } from './small/rservices.ts';
import { netstat, systat } from './small/systat.ts';
import { telnet } from './small/telnet.ts';
import { time } from './small/time.ts';
import { rwhois, whois } from './small/whois.ts';
import { http } from './web/http.ts';

export const REGISTRY: readonly Service[] = [
  // web
  http,
  // remote
  ssh,
  // mail
  smtp,
  clamd,
  imap,
  managesieve,
  nntp,
  pop3,
  spamd,
  // files
  ceph,
  ftp,
  glusterfs,
  iscsi,
  nbd,
  ndmp,
  rsync,
  // chat
  asterisk,
  irc,
  xmpp,
  // small
  chargen,
  daytime,
  dict,
  echo,
  finger,
  ident,
  qotd,
  shell,
  netstat,
  systat,
  telnet,
  time,
  rwhois,
  whois,
  // build
  beanstalkd,
  cvs,
  gearman,
  git,
  perforce,
  svn,
  // monitoring
  apcupsd,
  checkMk,
  gpsd,
  hddtemp,
  munin,
  nrpe,
  nsca,
  nut,
  varnish,
  zabbix,
  // databases
  redis,
  // security
  tls,
];
