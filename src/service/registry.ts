// All records, a line each. The order decides only between equally sure verdicts, and between hellos of one port.

import { beanstalkd } from './build/beanstalkd.ts';
import { cvs } from './build/cvs.ts';
import { distcc } from './build/distcc.ts';
import { gearman } from './build/gearman.ts';
import { git } from './build/git.ts';
import { perforce } from './build/perforce.ts';
import { svn } from './build/svn.ts';
import { asterisk } from './chat/asterisk.ts';
import { irc } from './chat/irc.ts';
import { xmpp } from './chat/xmpp.ts';
import { elasticsearchTransport } from './clusters/elasticsearch-transport.ts';
import { hadoop } from './clusters/hadoop.ts';
import { ignite } from './clusters/ignite.ts';
import { opentsdb } from './clusters/opentsdb.ts';
import { sap } from './clusters/sap.ts';
import { zookeeper } from './clusters/zookeeper.ts';
import { aerospike } from './databases/aerospike.ts';
import { bolt } from './databases/bolt.ts';
import { cassandra } from './databases/cassandra.ts';
import { clickhouse } from './databases/clickhouse.ts';
import { couchbase } from './databases/couchbase.ts';
import { drda } from './databases/drda.ts';
import { firebird } from './databases/firebird.ts';
import { memcached } from './databases/memcached.ts';
import { monetdb } from './databases/monetdb.ts';
import { mongodb } from './databases/mongodb.ts';
import { mssql } from './databases/mssql.ts';
import { mysql } from './databases/mysql.ts';
import { mysqlx } from './databases/mysqlx.ts';
import { oracle } from './databases/oracle.ts';
import { postgresql } from './databases/postgresql.ts';
import { redis } from './databases/redis.ts';
import { rethinkdb } from './databases/rethinkdb.ts';
import { riak } from './databases/riak.ts';
import { tarantool } from './databases/tarantool.ts';
import { dns } from './directory/dns.ts';
import { kerberos } from './directory/kerberos.ts';
import { ldap } from './directory/ldap.ts';
import { bacula } from './files/bacula.ts';
import { ceph } from './files/ceph.ts';
import { ftp } from './files/ftp.ts';
import { glusterfs } from './files/glusterfs.ts';
import { iscsi } from './files/iscsi.ts';
import { nbd } from './files/nbd.ts';
import { ndmp } from './files/ndmp.ts';
import { rsync } from './files/rsync.ts';
import { minecraft } from './games/minecraft.ts';
import { mumble } from './games/mumble.ts';
import { sourceRcon } from './games/source-rcon.ts';
import { bacnetSc } from './industrial/bacnet-sc.ts';
import { crestron } from './industrial/crestron.ts';
import { dnp3 } from './industrial/dnp3.ts';
import { ethernetIp } from './industrial/ethernet-ip.ts';
import { fins } from './industrial/fins.ts';
import { fox } from './industrial/fox.ts';
import { iec104 } from './industrial/iec104.ts';
import { knxnetIp } from './industrial/knxnet-ip.ts';
import { melsec } from './industrial/melsec.ts';
import { modbus } from './industrial/modbus.ts';
import { opcUa } from './industrial/opc-ua.ts';
import { s7 } from './industrial/s7.ts';
import { clamd } from './mail/clamd.ts';
import { imap } from './mail/imap.ts';
import { managesieve } from './mail/managesieve.ts';
import { nntp } from './mail/nntp.ts';
import { pop3 } from './mail/pop3.ts';
import { smtp } from './mail/smtp.ts';
import { spamd } from './mail/spamd.ts';
import { chromecast } from './media/chromecast.ts';
import { h323 } from './media/h323.ts';
import { icy } from './media/icy.ts';
import { mpd } from './media/mpd.ts';
import { rtmp } from './media/rtmp.ts';
import { rtsp } from './media/rtsp.ts';
import { sip } from './media/sip.ts';
import { stun } from './media/stun.ts';
import { teamspeak } from './media/teamspeak.ts';
import { amqp } from './messaging/amqp.ts';
import { kafka } from './messaging/kafka.ts';
import { mqtt } from './messaging/mqtt.ts';
import { nanomsg } from './messaging/nanomsg.ts';
import { nats } from './messaging/nats.ts';
import { nsq } from './messaging/nsq.ts';
import { openwire } from './messaging/openwire.ts';
import { pulsar } from './messaging/pulsar.ts';
import { stomp } from './messaging/stomp.ts';
import { zmtp } from './messaging/zmtp.ts';
import { apcupsd } from './monitoring/apcupsd.ts';
import { checkMk } from './monitoring/check-mk.ts';
import { gpsd } from './monitoring/gpsd.ts';
import { hddtemp } from './monitoring/hddtemp.ts';
import { munin } from './monitoring/munin.ts';
import { nrpe } from './monitoring/nrpe.ts';
import { nsca } from './monitoring/nsca.ts';
import { nut } from './monitoring/nut.ts';
import { relp } from './monitoring/relp.ts';
import { twemproxy } from './monitoring/twemproxy.ts';
import { varnish } from './monitoring/varnish.ts';
import { zabbix } from './monitoring/zabbix.ts';
import { bitcoin } from './peers/bitcoin.ts';
import { bittorrent } from './peers/bittorrent.ts';
import { libp2p } from './peers/libp2p.ts';
import { adb } from './remote/adb.ts';
import { adbServer } from './remote/adb-server.ts';
import { ica } from './remote/ica.ts';
import { libvirt } from './remote/libvirt.ts';
import { qmp } from './remote/qmp.ts';
import { rdp } from './remote/rdp.ts';
import { spice } from './remote/spice.ts';
import { ssh } from './remote/ssh.ts';
import { synergy } from './remote/synergy.ts';
import { vmwareAuth } from './remote/vmware-auth.ts';
import { vnc } from './remote/vnc.ts';
import { x11 } from './remote/x11.ts';
import { ajp } from './rpc/ajp.ts';
import { cfengine } from './rpc/cfengine.ts';
import { epmd } from './rpc/epmd.ts';
import { erlangDistribution } from './rpc/erlang-distribution.ts';
import { fastcgi } from './rpc/fastcgi.ts';
import { javaRmi } from './rpc/java-rmi.ts';
import { jdwp } from './rpc/jdwp.ts';
import { msrpc } from './rpc/msrpc.ts';
import { nfs } from './rpc/nfs.ts';
import { rpcbind } from './rpc/rpcbind.ts';
import { uwsgi } from './rpc/uwsgi.ts';
import { tls } from './security/tls.ts';
import type { Service } from './service.ts';
import { afp } from './sharing/afp.ts';
import { jetdirect } from './sharing/jetdirect.ts';
import { lpd } from './sharing/lpd.ts';
import { netbiosSession } from './sharing/netbios-session.ts';
import { pulseaudio } from './sharing/pulseaudio.ts';
import { sane } from './sharing/sane.ts';
import { smb } from './sharing/smb.ts';
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
import { bgp } from './tunnels/bgp.ts';
import { ldp } from './tunnels/ldp.ts';
import { openvpn } from './tunnels/openvpn.ts';
import { pptp } from './tunnels/pptp.ts';
import { socks4 } from './tunnels/socks4.ts';
import { socks5 } from './tunnels/socks5.ts';
import { tacacs } from './tunnels/tacacs.ts';
import { torControl } from './tunnels/tor-control.ts';
import { torOr } from './tunnels/tor-or.ts';
import { http } from './web/http.ts';
import { http2 } from './web/http2.ts';

export const REGISTRY: readonly Service[] = [
  // web
  http,
  http2,
  // media
  rtsp,
  sip,
  rtmp,
  icy,
  mpd,
  chromecast,
  stun,
  teamspeak,
  h323,
  // remote
  ssh,
  adb,
  adbServer,
  ica,
  libvirt,
  qmp,
  rdp,
  spice,
  synergy,
  vmwareAuth,
  vnc,
  x11,
  // mail
  smtp,
  clamd,
  imap,
  managesieve,
  nntp,
  pop3,
  spamd,
  // files
  bacula,
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
  distcc,
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
  relp,
  varnish,
  zabbix,
  twemproxy,
  // databases
  redis,
  mysql,
  mysqlx,
  postgresql,
  mssql,
  oracle,
  drda,
  firebird,
  monetdb,
  mongodb,
  memcached,
  couchbase,
  cassandra,
  bolt,
  clickhouse,
  rethinkdb,
  aerospike,
  tarantool,
  riak,
  // security
  tls,
  // directory
  dns,
  kerberos,
  ldap,
  // sharing
  afp,
  jetdirect,
  lpd,
  netbiosSession,
  pulseaudio,
  sane,
  smb,
  // rpc: who has few workers is held up by ajp's and epmd's short words, so these come last
  fastcgi,
  cfengine,
  erlangDistribution,
  javaRmi,
  jdwp,
  msrpc,
  nfs,
  rpcbind,
  uwsgi,
  zmtp,
  epmd,
  ajp,
  // industrial
  bacnetSc,
  crestron,
  dnp3,
  ethernetIp,
  fins,
  fox,
  iec104,
  knxnetIp,
  melsec,
  modbus,
  opcUa,
  s7,
  // tunnels
  bgp,
  ldp,
  openvpn,
  pptp,
  socks4,
  socks5,
  tacacs,
  torControl,
  torOr,
  // clusters
  zookeeper,
  ignite,
  elasticsearchTransport,
  hadoop,
  opentsdb,
  sap,
  // messaging
  kafka,
  amqp,
  mqtt,
  stomp,
  nats,
  nsq,
  pulsar,
  openwire,
  nanomsg,
  // peers
  bitcoin,
  bittorrent,
  libp2p,
  // games
  minecraft,
  mumble,
  sourceRcon,
];
