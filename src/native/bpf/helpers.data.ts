// Functions of the kernel that a program may call, with their numbers: fixed for ever (linux/bpf.h, bpf-helpers(7)).
// Those that came after Linux 5.18, the oldest kernel the kernel engine runs on, say so.
export const HELPERS = {
  map_lookup_elem: 1,
  map_update_elem: 2,
  map_delete_elem: 3,
  ktime_get_ns: 5,
  trace_printk: 6,
  get_prandom_u32: 7,
  get_smp_processor_id: 8,
  tail_call: 12,
  redirect: 23,
  skb_load_bytes: 26,
  csum_diff: 28,
  xdp_adjust_head: 44,
  redirect_map: 51,
  xdp_adjust_meta: 54,
  xdp_adjust_tail: 65,
  fib_lookup: 69,
  jiffies64: 118,
  get_ns_current_pid_tgid: 120,
  ktime_get_boot_ns: 125,
  ringbuf_output: 130,
  ringbuf_reserve: 131,
  ringbuf_submit: 132,
  ringbuf_discard: 133,
  ringbuf_query: 134,
  ktime_get_coarse_ns: 160,
  for_each_map_elem: 164,
  loop: 181,
  xdp_get_buff_len: 188,
  xdp_load_bytes: 189,
  xdp_store_bytes: 190,
  /** Linux 5.19. */
  map_lookup_percpu_elem: 195,
  /** Linux 6.1. */
  ktime_get_tai_ns: 208,
} as const;

export type HelperName = keyof typeof HELPERS;
