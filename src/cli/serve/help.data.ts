/** What stands below the options of \`portolan serve --help\`. */
export const SERVE_HELP_AFTER = `
The link carries a token, which is made at the first start and kept (operator.token in the state folder, readable by
you alone). Whoever has it may scan. The link of viewers is on stderr: they may look, and start nothing.

Programs call the same methods as the page: JSON-RPC 2.0 on a WebSocket at /rpc (import { connect } from
'portolan/client'), described by /api/openrpc.json; to be read by scripts there are /api/scans, /api/hosts, /api/ports,
/api/services, /api/export/SCAN.jsonl and /metrics, with "Authorization: Bearer TOKEN". /healthz needs no token.

Its process keeps no rights: what it scans with raw sockets it has a process of its own for, and where it was given no
such right (see portolan doctor) it scans by full connections, and says so.

Examples:
  sudo portolan serve                            scan with raw sockets, look at http://127.0.0.1:7700
  portolan serve --port 0                        any port that is free
  portolan serve --host 192.0.2.7 --tls-cert cert.pem --tls-key key.pem --server-name charts.example
`;

/** What stands below the options of \`portolan rpc --help\`. */
export const RPC_HELP_AFTER = `
Each message is "Content-Length: N", an empty line, and N bytes of JSON. The methods are those of "portolan serve"
(its /api/openrpc.json); events come after events/subscribe, and client/confirm is asked before more than 256 public
addresses are scanned. Ends with stdin.
`;

/** What stands below the options of \`portolan mcp --help\`. */
export const MCP_HELP_AFTER = `
To be named as a command in the settings of whatever runs the model, for example:
  {"mcpServers": {"portolan": {"command": "portolan", "args": ["mcp"]}}}
Ends with stdin.
`;
