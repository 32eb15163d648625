/* Ids made by a page (RFC 9562, version 4), also where `crypto.randomUUID` is missing: plain HTTP, old sets. They need
 * not be secret, only different. ES5. */

const BYTES = 16;

export function newUuid(): string {
  const bytes: number[] = [];
  for (let i = 0; i < BYTES; i++) bytes.push(Math.floor(Math.random() * 256));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.map(function (byte) {
    return (byte < 16 ? '0' : '') + byte.toString(16);
  }).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
