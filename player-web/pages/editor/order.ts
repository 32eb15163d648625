/* Moving one thing in a list that has an order. Pure. */

/* The list with the one at `from` standing at `to`; positions beyond the ends are the ends. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = [...list];
  const [one] = rest.splice(from, 1);
  if (one === undefined) return [...list];
  rest.splice(Math.max(0, Math.min(rest.length, to)), 0, one);
  return rest;
}

export function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

/* `rows` in the order of `ids`; rows that are not named keep their turn behind them. */
export function ordered<T extends { id: string }>(rows: readonly T[], ids: readonly string[]): T[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const named = ids.flatMap((id) => byId.get(id) ?? []);
  const taken = new Set(named.map((row) => row.id));
  return [...named, ...rows.filter((row) => !taken.has(row.id))];
}

/* Where a row goes that is held at height `y`: behind every other row whose middle lies above. */
export function placeAt(middles: readonly number[], held: number, y: number): number {
  return middles.filter((middle, i) => i !== held && middle < y).length;
}
