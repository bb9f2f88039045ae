// Addresses as bits, in pages of 65,536 that are made when an address of theirs is added: 8 KiB each.
const PAGE_BYTES = 8192;

export function createAddressSet() {
  const pages = new Map<number, Uint8Array>();
  let size = 0;
  return {
    size: () => size,
    add(address: number): void {
      const number = address >>> 16;
      let page = pages.get(number);
      if (page === undefined) {
        page = new Uint8Array(PAGE_BYTES);
        pages.set(number, page);
      }
      const [byte, bit] = [(address & 0xffff) >>> 3, 1 << (address & 7)];
      if ((page[byte] & bit) === 0) size++;
      page[byte] |= bit;
    },
  };
}
