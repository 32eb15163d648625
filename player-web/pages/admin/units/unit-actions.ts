/* What is done to units, with what is asked before and said after. */
import { ask } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { failureText } from '../../../components/failure-notice.tsx';
import { call } from '../../../shared/api-client.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { childrenOf, isWithin, PATH_SIGN, pathText } from '../../../shared/unit-tree.ts';
import { forest, reloadUnits, unitPath } from '../../../shared/units.ts';
import { unfoldAbove } from './units-state.ts';

/* A place in the tree: below this parent (empty: a root), before this sibling (empty: last). */
export interface Spot {
  parent: string;
  before: string;
}

export function spotOf(id: string): Spot {
  const unit = forest.value.byId.get(id);
  const siblings = childrenOf(forest.value, unit?.parent_id);
  const after = siblings.findIndex((row) => row.id === id) + 1;
  return { parent: unit?.parent_id ?? '', before: siblings[after]?.id ?? '' };
}

export function isPossible(id: string, spot: Spot): boolean {
  const now = spotOf(id);
  const stays = now.parent === spot.parent && (now.before === spot.before || spot.before === id);
  return !stays && (spot.parent === '' || !isWithin(forest.value, spot.parent, id));
}

async function put(id: string, spot: Spot): Promise<boolean> {
  const result = await call('PATCH /api/v1/units/{id}', {
    path: { id },
    body: { parent_id: spot.parent, before_id: spot.before },
  });
  if (!result.ok) showToast(failureText(result.failure), { tone: 'bad' });
  await reloadUnits();
  unfoldAbove(id);
  return result.ok;
}

function pathIn(parent: string, name: string): string {
  return parent === '' ? name : unitPath(parent) + PATH_SIGN + name;
}

/* Moves after a confirmation that shows both paths; the toast offers to move it back. */
export async function moveUnit(id: string, spot: Spot): Promise<boolean> {
  const unit = forest.value.byId.get(id);
  if (!unit || !isPossible(id, spot)) return false;
  const from = spotOf(id);
  const isOrder = from.parent === spot.parent;
  const paths = { from: pathText(forest.value, id), to: pathIn(spot.parent, unit.name) };
  if (!isOrder) {
    const yes = await ask({
      title: t('units.move_title', { name: unit.name }),
      text: t('units.move_text', paths),
      yes: t('units.move_yes'),
    });
    if (!yes) return false;
  }
  if (!(await put(id, spot))) return false;
  const text = isOrder
    ? t('units.ordered', { name: unit.name })
    : t('units.moved', { to: paths.to });
  const undo = { text: t('units.undo'), run: () => void put(id, from) };
  showToast(text, { actions: [undo] });
  return true;
}

export async function closeUnit(id: string, name: string): Promise<boolean> {
  const yes = await ask({
    title: t('units.close_title', { name }),
    text: t('units.close_text'),
    yes: t('units.close_yes'),
    danger: true,
  });
  if (!yes) return false;
  const result = await call('DELETE /api/v1/units/{id}', { path: { id } });
  if (result.ok) showToast(t('units.closed', { name }));
  else showToast(failureText(result.failure), { tone: 'bad', sticky: true });
  if (result.ok) await reloadUnits();
  return result.ok;
}
