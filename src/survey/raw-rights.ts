// What a person can do where raw sockets are not allowed.

/** How a process gets CAP_NET_RAW. Never by setcap on the system's node: every script would have it then. */
export const HOW_TO_GET_RAW =
  'use sudo, or setpriv --ambient-caps +net_raw, or AmbientCapabilities= of systemd ("portolan doctor" shows how)';
