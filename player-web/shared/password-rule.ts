/* The server decides; saying it before sending spares a round trip. Signs, not bytes. */
export const PASSWORD_MIN_CHARACTERS = 8;

export function isTooShort(password: string): boolean {
  return Array.from(password).length < PASSWORD_MIN_CHARACTERS;
}
