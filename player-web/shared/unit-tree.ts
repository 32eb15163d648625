/* The rows of GET /units made into a tree: paths, search, what is visible. Pure. */
import type { UnitRow } from './contract/units.ts';
import { pinyinInitials } from './pinyin.ts';

export interface Forest {
  byId: ReadonlyMap<string, UnitRow>;
  children: ReadonlyMap<string, readonly UnitRow[]>; // by id of the parent, in order
  roots: readonly UnitRow[];
}

export interface TreeRow {
  unit: UnitRow;
  depth: number; // 1: a root
  expandable: boolean;
  expanded: boolean;
  index: number; // among its siblings, from 1
  siblings: number;
}

export const EMPTY_FOREST: Forest = { byId: new Map(), children: new Map(), roots: [] };

export function forestOf(rows: readonly UnitRow[]): Forest {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const children = new Map<string, UnitRow[]>();
  const roots: UnitRow[] = [];
  for (const row of rows) {
    if (!row.parent_id || !byId.has(row.parent_id)) roots.push(row);
    else {
      const list = children.get(row.parent_id);
      if (list) list.push(row);
      else children.set(row.parent_id, [row]);
    }
  }
  return { byId, children, roots };
}

export function childrenOf(forest: Forest, id: string | undefined): readonly UnitRow[] {
  return id ? (forest.children.get(id) ?? []) : forest.roots;
}

/* From the root to the unit itself. */
export function pathOf(forest: Forest, id: string): UnitRow[] {
  const path: UnitRow[] = [];
  for (let at = forest.byId.get(id); at; at = at.parent_id ? forest.byId.get(at.parent_id) : undefined) {
    path.unshift(at);
  }
  return path;
}

export const PATH_SIGN = ' › ';
const SHORT_PATH_NAMES = 2;

export function pathText(forest: Forest, id: string): string {
  return pathOf(forest, id)
    .map((unit) => unit.name)
    .join(PATH_SIGN);
}

/* The unit with what stands next above it: half of a county's branches are called 第一支部. */
export function shortPathText(forest: Forest, id: string): string {
  return pathOf(forest, id)
    .slice(-SHORT_PATH_NAMES)
    .map((unit) => unit.name)
    .join(PATH_SIGN);
}

/* True for the unit itself too. */
export function isWithin(forest: Forest, id: string, ancestor: string): boolean {
  return pathOf(forest, id).some((unit) => unit.id === ancestor);
}

function hasWord(name: string, word: string): boolean {
  return name.toLowerCase().includes(word) || (/^[a-z]+$/.test(word) && pinyinInitials(name).includes(word));
}

/* The last word must stand in the unit's name (or its first letters, or be its code), the others there
 * or in names above it: "石桥 东河", "sq dh". Names first that begin so. */
export function findUnits(forest: Forest, text: string, limit: number): UnitRow[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const last = words[words.length - 1];
  if (last === undefined) return [];
  const hits = [...forest.byId.values()].filter((unit) => {
    if (!hasWord(unit.name, last) && unit.code !== last) return false;
    const path = pathOf(forest, unit.id);
    return words.slice(0, -1).every((word) => path.some((one) => hasWord(one.name, word)));
  });
  const rank = (unit: UnitRow) => (unit.name.toLowerCase().startsWith(last) ? 0 : 1);
  return hits.sort((a, b) => rank(a) - rank(b)).slice(0, limit);
}

/* The ids of some units and of all above them: what a search leaves of the tree. */
export function withAncestors(forest: Forest, units: readonly UnitRow[]): Set<string> {
  const kept = new Set<string>();
  for (const unit of units) {
    for (
      let at: UnitRow | undefined = unit;
      at && !kept.has(at.id);
      at = at.parent_id ? forest.byId.get(at.parent_id) : undefined
    ) {
      kept.add(at.id);
    }
  }
  return kept;
}

/* The rows that stand on the screen, top to bottom. `only`: nothing but these, all unfolded. */
export function visibleRows(
  forest: Forest,
  expanded: ReadonlySet<string>,
  only: ReadonlySet<string> | null,
): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (units: readonly UnitRow[], depth: number): void => {
    const shown = only ? units.filter((unit) => only.has(unit.id)) : units;
    shown.forEach((unit, i) => {
      const below = childrenOf(forest, unit.id);
      const expandable = only ? below.some((child) => only.has(child.id)) : below.length > 0;
      const isOpen = expandable && (only !== null || expanded.has(unit.id));
      rows.push({ unit, depth, expandable, expanded: isOpen, index: i + 1, siblings: shown.length });
      if (isOpen) visit(below, depth + 1);
    });
  };
  visit(forest.roots, 1);
  return rows;
}

/* The ids to unfold so that `levels` levels stand there. */
export function expandedTo(forest: Forest, levels: number): Set<string> {
  const open = new Set<string>();
  const visit = (units: readonly UnitRow[], depth: number): void => {
    if (depth >= levels) return;
    for (const unit of units) {
      const below = childrenOf(forest, unit.id);
      if (below.length === 0) continue;
      open.add(unit.id);
      visit(below, depth + 1);
    }
  };
  visit(forest.roots, 1);
  return open;
}
