/* A host whose TCP/IP stack is lwIP, on a TAP device that is there already: it answers ARP, echo and TCP by itself, and listens
 * on some ports. Built by the lab against Debian's liblwip-dev.
 *   PRECONFIGURED_TAPIF=tap0 lwip-host ADDRESS NETMASK PORT...
 * Says `ready`, and ends when its input closes. */
#include <lwip/netif.h>
#include <lwip/sys.h>
#include <lwip/tcp.h>
#include <lwip/tcpip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* include/netif/tapif.h of lwIP's contrib, which the package has in its library. */
err_t tapif_init(struct netif *netif);

static struct netif netif;

static err_t accepted(void *arg, struct tcp_pcb *pcb, err_t error) {
  LWIP_UNUSED_ARG(arg);
  LWIP_UNUSED_ARG(error);
  tcp_abort(pcb);
  return ERR_ABRT;
}

int main(int count, char **words) {
  if (count < 4) return 2;
  ip4_addr_t address, netmask, gateway;
  if (!ip4addr_aton(words[1], &address) || !ip4addr_aton(words[2], &netmask)) return 2;
  ip4_addr_set_zero(&gateway);
  tcpip_init(NULL, NULL);
  LOCK_TCPIP_CORE();
  if (netif_add(&netif, &address, &netmask, &gateway, NULL, tapif_init, tcpip_input) == NULL) return 1;
  netif_set_up(&netif);
  netif_set_link_up(&netif);
  for (int k = 3; k < count; k++) {
    struct tcp_pcb *pcb = tcp_new();
    if (pcb == NULL || tcp_bind(pcb, IP4_ADDR_ANY, (u16_t)atoi(words[k])) != ERR_OK) return 1;
    tcp_accept(tcp_listen(pcb), accepted);
  }
  UNLOCK_TCPIP_CORE();
  printf("ready\n");
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) {
  }
  return 0;
}
