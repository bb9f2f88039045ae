// Address ranges that virtual machines and containers are given by the programs that run them, by the beginning of the address.
// Each as its maker documents it; those of the second bit are nobody's by the IEEE, and only a custom.
import type { Kind } from '../../../finding/finding.ts';

export interface MacRange {
  readonly begin: string;
  readonly by: string;
  readonly kind: Kind;
  readonly confidence: number;
}

const vm = (begin: string, by: string, confidence = 0.85): MacRange => ({
  begin,
  by,
  kind: 'virtual-machine',
  confidence,
});

export const MAC_RANGES: readonly MacRange[] = [
  // VMware, "Virtual Machine MAC Addresses": guests; 00:50:56 is also for the VMkernel's own interfaces.
  vm('00:0c:29', 'VMware'),
  vm('00:05:69', 'VMware', 0.7),
  vm('00:1c:14', 'VMware', 0.7),
  vm('00:50:56', 'VMware', 0.7),
  // VirtualBox manual, section 6: the default range; host-only networks begin with 0a:00:27.
  vm('08:00:27', 'VirtualBox'),
  // Microsoft Learn, Hyper-V: dynamic range of the virtual switch.
  vm('00:15:5d', 'Hyper-V'),
  // QEMU, "Network emulation", and libvirt, "domain XML".
  vm('52:54:00', 'QEMU/KVM'),
  // Xen wiki, "Xen Networking": the project's own prefix.
  vm('00:16:3e', 'Xen'),
  // Proxmox VE, datacenter.cfg(5): the default prefix since 8.0 (containers of LXC have it too).
  vm('bc:24:11', 'Proxmox VE', 0.8),
  // Parallels, knowledge base 6919.
  vm('00:1c:42', 'Parallels'),
  // Nutanix AHV, Acropolis MAC prefix.
  vm('50:6b:8d', 'Nutanix AHV'),
  // FreeBSD, bhyve(8).
  vm('58:9c:fc', 'bhyve', 0.8),
  // Apple's Virtualization framework chooses at random; Google Compute Engine: 42:01 and the internal address.
  vm('42:01:0a', 'Google Compute Engine', 0.8),
  // LXD and Incus, "instance configuration": volatile.*.hwaddr.
  { begin: '00:16:3e', by: 'LXD', kind: 'container', confidence: 0.3 },
  // Docker (libnetwork): 02:42 and the container's address, until version 27.
  { begin: '02:42', by: 'Docker', kind: 'container', confidence: 0.6 },
];
