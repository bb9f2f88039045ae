// Where a recognised product keeps its version: asked second, read-only, without a login.
import type { Place } from './signature.ts';

/** Product, path, where the version stands in the answer; null: a row of the tables finds it there. */
export type VersionDocument = readonly [product: string, path: string, version: Place | null];

export const VERSION_DOCUMENTS: readonly VersionDocument[] = [
  ['Prometheus', '/api/v1/status/buildinfo', 'json:data.version'],
  ['Prometheus node exporter', '/metrics', null],
  ['Prometheus exporter', '/metrics', null],
  ['Prometheus mysqld exporter', '/metrics', null],
  ['Prometheus postgres exporter', '/metrics', null],
  ['NATS Server', '/varz', 'json:version'],
  ['Prometheus Alertmanager', '/api/v2/status', 'json:versionInfo.version'],
  ['Grafana', '/api/health', 'json:version'],
  ['Kubernetes API server', '/version', 'json:gitVersion'],
  ['etcd', '/version', 'json:etcdserver'],
  ['Vault', '/v1/sys/health', 'json:version'],
  ['Jupyter', '/api', 'json:version'],
  ['JupyterHub', '/hub/api', 'json:version'],
  ['Gitea', '/api/v1/version', 'json:version'],
  ['Portainer', '/api/system/status', 'json:Version'],
  ['Kibana', '/api/status', 'json:version.number'],
  ['Jellyfin', '/System/Info/Public', 'json:Version'],
  ['Emby', '/System/Info/Public', 'json:Version'],
  ['Nextcloud', '/status.php', 'json:versionstring'],
  ['ownCloud', '/status.php', 'json:versionstring'],
  ['Ubiquiti UniFi', '/status', 'json:meta.server_version'],
  ['Traefik', '/api/version', 'json:Version'],
  ['Netdata', '/api/v1/info', 'json:version'],
  ['Apache Solr', '/solr/admin/info/system', 'json:lucene.solr-spec-version'],
  ['Apache Tomcat', '/portolan-nothing-here', null],
  ['Docker registry', '/v2/', null],
];

/** For a program that answers `/` with `not found` or nothing and says no name: documents that tell whose it is. */
export const UNNAMED_DOCUMENTS: readonly string[] = ['/version', '/v2/', '/metrics'];
/** The same where a port speaks for a document: the pods of a kubelet. */
export const PORT_DOCUMENTS: ReadonlyMap<number, string> = new Map([
  [10250, '/pods'],
  [10255, '/pods'],
]);
/** For a silent one with a page: how it words an error. */
export const ERROR_PAGE = '/portolan-nothing-here';
