/* A sign for a person: of a Chinese name the last two characters, else the initials of two words. */
export function initials(name: string): string {
  const signs = Array.from(name.trim());
  if (signs.length === 0) return '';
  if (/[\u3400-\u9fff]/.test(name)) return signs.slice(-2).join('');
  const words = name.trim().split(/[\s_-]+/);
  return words
    .slice(0, 2)
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toUpperCase();
}
