const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** Lower-case MAC address, or null for anything else, all zero and broadcast included. */
export function macOf(text: string | null): string | null {
  const mac = text?.trim().toLowerCase().replaceAll('-', ':') ?? '';
  return MAC.test(mac) && mac !== '00:00:00:00:00:00' && mac !== 'ff:ff:ff:ff:ff:ff' ? mac : null;
}

/** Whether a vendor gave it: the second lowest bit of the first byte marks an address that software made up. */
export function isUniversal(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 0x02) === 0;
}
