// What a listener is told, and what it says.

export interface ListenOptions {
  /** Null: all that are up. */
  readonly interfaceName: string | null;
  /** What is meant for other machines too (promiscuous mode), not only what goes to all or to groups. */
  readonly everything: boolean;
  /** Who has IPv6 on the link is asked to say so (ask6.ts); where that is false nothing is sent. Takes the name of an interface. */
  readonly asksIpv6: boolean;
}

export type ListenEvent =
  /** `all`: listened on; `cable`: for LLDP alone, it is part of another. */
  | {
      readonly type: 'listening';
      readonly interface: string;
      readonly index: number;
      readonly state: 'all' | 'cable' | 'failed' | 'gone';
      readonly why?: string;
    }
  | {
      readonly type: 'frame';
      readonly index: number;
      /** When it came, since 1970. */
      readonly timeMs: number;
      /** Base64, from the Ethernet header on; 2,048 bytes at the most. */
      readonly bytes: string;
      /** Of the tag that it bore (IEEE 802.1Q); missing where it belongs to the interface itself. */
      readonly vlan?: number;
    }
  /** Frames that came and were not handed on. */
  | { readonly type: 'lost'; readonly index: number; readonly interface: string; readonly frames: number };
