// All records, a line each. The order decides only between equally sure verdicts, and between hellos of one port.

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
import { minecraft } from './games/minecraft.ts';
import { mumble } from './games/mumble.ts';
import { sourceRcon } from './games/source-rcon.ts';
import { smtp } from './mail/smtp.ts';
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
import { bitcoin } from './peers/bitcoin.ts';
import { bittorrent } from './peers/bittorrent.ts';
import { libp2p } from './peers/libp2p.ts';
import { ssh } from './remote/ssh.ts';
import { tls } from './security/tls.ts';
import type { Service } from './service.ts';
import { http } from './web/http.ts';

export const REGISTRY: readonly Service[] = [
  // web
  http,
  // remote
  ssh,
  // mail
  smtp,
  // databases
  mysql,
  mysqlx,
  postgresql,
  mssql,
  oracle,
  drda,
  firebird,
  monetdb,
  mongodb,
  redis,
  memcached,
  couchbase,
  cassandra,
  bolt,
  clickhouse,
  rethinkdb,
  aerospike,
  tarantool,
  riak,
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
  zmtp,
  nanomsg,
  // peers
  bitcoin,
  bittorrent,
  libp2p,
  // games
  minecraft,
  mumble,
  sourceRcon,
  // security
  tls,
];
