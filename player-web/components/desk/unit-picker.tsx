import { useEffect } from 'preact/hooks';

import type { UnitRow } from '../../shared/contract/units.ts';
import { findUnits } from '../../shared/unit-tree.ts';
import { forest, loadUnits, unitPath } from '../../shared/units.ts';
import { Combo, type ComboChoice } from './combo.tsx';

const AT_MOST = 40;

interface UnitPickerProps {
  label: string;
  value: string; // id of a unit; empty: none
  onPick: (id: string) => void;
  accepts?: (unit: UnitRow) => boolean; // the others are not offered
  hint?: string;
  error?: string | null;
  optional?: boolean; // emptying the line takes the choice away
  inBar?: boolean; // in a bar of filters
  placeholder?: string;
}

function choicesFor(text: string, accepts: (unit: UnitRow) => boolean): ComboChoice[] {
  const tree = forest.value;
  const found = text === '' ? [...tree.byId.values()] : findUnits(tree, text, tree.byId.size);
  return found
    .filter((unit) => !unit.closed_at && accepts(unit))
    .slice(0, AT_MOST)
    .map(({ id, name, parent_id }) => ({ id, name, path: parent_id ? unitPath(parent_id) : '' }));
}

/* A unit within reach, found by typing parts of its path. */
export function UnitPicker(props: UnitPickerProps) {
  const { accepts = () => true } = props;
  useEffect(() => void loadUnits(), []);
  const chosen = forest.value.byId.get(props.value)?.name ?? '';
  return (
    <Combo
      label={props.label}
      chosen={chosen}
      choicesFor={(text) => choicesFor(text, accepts)}
      onPick={props.onPick}
      note={chosen ? unitPath(props.value) : props.hint}
      error={props.error}
      optional={props.optional}
      inBar={props.inBar}
      placeholder={props.placeholder}
    />
  );
}
