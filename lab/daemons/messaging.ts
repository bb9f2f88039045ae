// Brokers and chat of Debian.
import { type Daemon, EVERY_CIPHER, makeCertificate, write } from './daemon.ts';

export const MESSAGING_DAEMONS: readonly Daemon[] = [
  {
    name: 'mosquitto',
    package: 'mosquitto',
    program: 'mosquitto',
    ports: [
      { port: 1883, service: 'mqtt' },
      { port: 8883, service: 'mqtt', tls: true, alias: ['secure-mqtt'] },
    ],
    product: /^Mosquitto$/,
    tellsVersion: true,
    async start(folder) {
      await makeCertificate(folder);
      const tls = `listener 8883 0.0.0.0\ncertfile ${folder}/cert.pem\nkeyfile ${folder}/key.pem\n`;
      return [
        'mosquitto',
        '-c',
        write(folder, 'conf', `user root\nallow_anonymous true\nlistener 1883 0.0.0.0\n${tls}`),
      ];
    },
  },
  {
    name: 'rabbitmq',
    package: 'rabbitmq-server',
    program: '/usr/sbin/rabbitmq-server',
    ports: [
      { port: 5672, service: 'amqp' },
      { port: 15672, service: 'http', tellsVersion: false },
      { port: 15613, service: 'stomp', product: null, tellsVersion: false },
    ],
    product: /^RabbitMQ/,
    tellsVersion: true,
    async start(folder) {
      const listen = 'listeners.tcp.default = 5672\nstomp.listeners.tcp.default = 15613\nlog.console = false\n';
      const conf = write(folder, 'rabbitmq.conf', listen);
      const plugins = write(folder, 'plugins', '[rabbitmq_management,rabbitmq_stomp].\n');
      const places = { MNESIA_BASE: folder, LOG_BASE: folder, PID_FILE: `${folder}/pid` };
      const files = { CONFIG_FILE: conf, ENABLED_PLUGINS_FILE: plugins, FEATURE_FLAGS_FILE: `${folder}/flags` };
      const node = { NODENAME: 'lab@localhost', DIST_PORT: '25675', SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1' };
      const words = Object.entries({ ...places, ...files, ...node }).map(([key, value]) => `RABBITMQ_${key}=${value}`);
      // Its own port mapper, beside the one of `erlang`.
      const erlang = [`HOME=${folder}`, 'ERL_EPMD_PORT=4370', 'ERL_EPMD_ADDRESS=127.0.0.1'];
      const script = 'exec /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server';
      return ['env', ...erlang, ...words, 'sh', '-c', script];
    },
  },
  {
    name: 'erlang',
    package: 'erlang-base',
    program: 'erl',
    ports: [
      { port: 4369, service: 'epmd' },
      { port: 25673, service: 'erlang-distribution', alias: ['erlang-node'] },
    ],
    product: /^Erlang/,
    tellsVersion: false,
    async start(folder) {
      const ports = ['inet_dist_listen_min', '25673', 'inet_dist_listen_max', '25673'];
      const node = ['-noinput', '-name', 'lab@127.0.0.1', '-setcookie', 'lab', '-kernel', ...ports];
      return ['env', `HOME=${folder}`, 'erl', '+S', '1:1', ...node];
    },
  },
  {
    name: 'ngircd',
    package: 'ngircd',
    program: 'ngircd',
    ports: [{ port: 6667, service: 'irc' }],
    product: /ngircd/i,
    tellsVersion: false,
    async start(folder) {
      const text =
        '[Global]\nName = irc.lab.example\nInfo = lab\nListen = 0.0.0.0\n[Options]\nIdent = no\nDNS = no\nPAM = no\n';
      return ['ngircd', '-n', '-f', write(folder, 'conf', text)];
    },
  },
  {
    name: 'inspircd',
    package: 'inspircd',
    program: '/usr/sbin/inspircd',
    ports: [{ port: 6667, service: 'irc' }],
    product: /^InspIRCd/,
    tellsVersion: false,
    async start(folder) {
      const text = `<server name="irc.lab.example" description="lab" network="lab">
<admin name="lab" nick="lab" email="lab@lab.example">\n<bind address="0.0.0.0" port="6667" type="clients">
<connect name="all" allow="*" timeout="60" resolvehostnames="no" localmax="200" globalmax="200">
<module name="cap">\n<module name="ircv3">\n<pid file="${folder}/pid">\n<path datadir="${folder}" logdir="${folder}">\n`;
      return ['inspircd', '--nofork', '--nolog', '--runasroot', `--config=${write(folder, 'conf', text)}`];
    },
  },
  {
    name: 'prosody',
    package: 'prosody',
    program: 'prosody',
    ports: [
      { port: 5222, service: 'xmpp-client', alias: ['jabber', 'xmpp'], starttls: /anon/, host: 'lab.example' },
      { port: 5269, service: 'xmpp-server', alias: ['jabber', 'xmpp'], starttls: /anon/, host: 'lab.example' },
    ],
    product: /^Prosody/,
    tellsVersion: false,
    async start(folder) {
      await makeCertificate(folder);
      const ssl = `ssl = { certificate = "${folder}/cert.pem"; key = "${folder}/key.pem"; protocol = "tlsv1+"; ciphers = "${EVERY_CIPHER}" }\n`;
      const text = `run_as_root = true\ndata_path = "${folder}"\npidfile = "${folder}/pid"\ninterfaces = { "0.0.0.0" }
modules_enabled = { "tls", "saslauth", "dialback" }\nmodules_disabled = { "admin_shell" }\nlog = { error = "*console" }
${ssl}VirtualHost "lab.example"\n`;
      return ['prosody', '-F', '--config', write(folder, 'prosody.cfg.lua', text)];
    },
  },
  {
    name: 'nats',
    package: 'nats-server',
    program: 'nats-server',
    ports: [
      { port: 4222, service: 'nats' },
      { port: 8222, service: 'http' },
    ],
    product: /^NATS/,
    tellsVersion: true,
    start: async () => ['nats-server', '-a', '0.0.0.0', '-p', '4222', '-m', '8222'],
  },
  {
    name: 'zookeeper',
    package: 'zookeeper',
    program: 'java',
    ports: [{ port: 2181, service: 'zookeeper' }],
    product: /ZooKeeper/,
    tellsVersion: true,
    async start(folder) {
      const conf = write(
        folder,
        'lab.cfg',
        `tickTime=2000\ndataDir=${folder}\nclientPort=2181\nclientPortAddress=0.0.0.0\nadmin.enableServer=false\n`,
      );
      const main = 'org.apache.zookeeper.server.ZooKeeperServerMain';
      return [
        'java',
        '-Xmx128m',
        '-XX:TieredStopAtLevel=1',
        '-XX:+UseSerialGC',
        '-cp',
        '/usr/share/java/zookeeper.jar',
        main,
        conf,
      ];
    },
  },
  {
    name: 'etcd',
    package: 'etcd-server',
    program: 'etcd',
    ports: [
      { port: 2379, service: 'http' },
      { port: 2380, service: 'http' },
    ],
    product: /^etcd$/,
    tellsVersion: true,
    async start(folder) {
      const here = ['--listen-client-urls', 'http://0.0.0.0:2379', '--listen-peer-urls', 'http://0.0.0.0:2380'];
      const told = ['--advertise-client-urls', 'http://127.0.0.1:2379'];
      return ['etcd', '--name', 'default', '--data-dir', `${folder}/data`, ...here, ...told, '--log-level', 'error'];
    },
  },
];
