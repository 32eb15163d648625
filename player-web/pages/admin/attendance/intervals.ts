/* Sets of intervals as the canonical text of a record writes them: 0-5000,7000-9000 or -. Pure. */

export interface Interval {
  from: number; // ms
  to: number;
}

export function parseSet(text: string): Interval[] {
  if (text === '-' || text === '') return [];
  return text.split(',').map((part) => {
    const [from = '0', to = '0'] = part.split('-');
    return { from: Number(from), to: Number(to) };
  });
}

export function sumOf(set: readonly Interval[]): number {
  return set.reduce((sum, one) => sum + one.to - one.from, 0);
}

/* Ordered, disjoint, not touching. */
export function unionOf(sets: readonly (readonly Interval[])[]): Interval[] {
  const all = sets.flat().sort((a, b) => a.from - b.from);
  const joined: Interval[] = [];
  for (const one of all) {
    const last = joined.at(-1);
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to);
    else joined.push({ ...one });
  }
  return joined;
}

/* What is in `set` and not in `gone`; both ordered and disjoint. */
export function without(set: readonly Interval[], gone: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  for (const one of set) {
    let from = one.from;
    for (const hole of gone) {
      if (hole.to <= from || hole.from >= one.to) continue;
      if (hole.from > from) left.push({ from, to: hole.from });
      from = Math.max(from, hole.to);
    }
    if (from < one.to) left.push({ from, to: one.to });
  }
  return left;
}
