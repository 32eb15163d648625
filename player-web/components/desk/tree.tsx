import './tree.css';

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { display } from '../../shared/display.ts';
import { pinyinInitials } from '../../shared/pinyin.ts';
import type { TreeRow } from '../../shared/unit-tree.ts';
import { Icon } from '../icon.tsx';
import { useTreeDrag, type DropTarget } from './tree-drag.ts';

/* Rows kept ready above and below what is seen. */
const SPARE_ROWS = 12;
const FIRST_GUESS_PX = 40;
const TYPING_ENDS_AFTER_MS = 700;

interface TreeProps {
  label: string;
  rows: readonly TreeRow[];
  selected: string;
  onSelect: (id: string) => void;
  onToggle: (id: string, open: boolean) => void;
  aside?: (row: TreeRow) => ComponentChildren;
  /* Absent: nothing can be dragged. */
  drop?: { accepts: (id: string, target: DropTarget) => boolean; onDrop: (id: string, target: DropTarget) => void };
}

interface Window {
  first: number;
  end: number;
}

/* The rows near what is seen. Every row is equally high, so that their number is all one needs. */
function useWindow(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const rowPx = useSignal(FIRST_GUESS_PX);
  const seen = useSignal<Window>({ first: 0, end: 40 });
  const measure = () => {
    const here = box.current;
    if (!here) return;
    const row = here.querySelector<HTMLElement>('.tree-row');
    if (row) rowPx.value = row.getBoundingClientRect().height || FIRST_GUESS_PX;
    const top = Math.floor(here.scrollTop / rowPx.value);
    const first = Math.max(0, Math.min(top - SPARE_ROWS, count - 1));
    const end = top + Math.ceil(here.clientHeight / rowPx.value) + SPARE_ROWS;
    if (first !== seen.peek().first || end !== seen.peek().end) seen.value = { first, end };
  };
  useLayoutEffect(measure, [count, display.value.elder]);
  useEffect(() => {
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  });
  const reveal = (index: number) => {
    const here = box.current;
    if (!here || index < 0) return;
    const top = index * rowPx.value;
    if (top < here.scrollTop) here.scrollTop = top;
    else if (top + rowPx.value > here.scrollTop + here.clientHeight) {
      here.scrollTop = top + rowPx.value - here.clientHeight;
    }
    measure();
  };
  return { box, rowPx: rowPx.value, seen: seen.value, measure, reveal };
}

/* Space of rows that are not there; drawn, because the CSP forbids style attributes. */
function Space({ px }: { px: number }) {
  return <svg class="tree-space" width="1" height={px} aria-hidden="true" focusable="false" />;
}

/* Which row a key leads to: an index, or null for a key that is none of the tree's. */
function rowOfKey(key: string, rows: readonly TreeRow[], at: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(rows.length - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    default:
      return null;
  }
}

function parentIndex(rows: readonly TreeRow[], at: number): number {
  const depth = rows[at]?.depth ?? 1;
  for (let i = at - 1; i >= 0; i--) if (rows[i]!.depth < depth) return i;
  return at;
}

/* The next row whose name begins so, or its pinyin letters. */
function indexOfTyped(rows: readonly TreeRow[], at: number, typed: string): number {
  const from = typed.length === 1 ? 1 : 0;
  for (let step = from; step <= rows.length; step++) {
    const index = (at + step) % rows.length;
    const name = rows[index]!.unit.name.toLowerCase();
    if (name.startsWith(typed) || pinyinInitials(name).startsWith(typed)) return index;
  }
  return at;
}

interface RowProps {
  row: TreeRow;
  id: string;
  marks: string;
  selected: boolean;
  draggable: boolean;
  onPress: () => void;
  onToggle: () => void;
  aside: ComponentChildren;
}

function Row({ row, id, marks, selected, draggable, onPress, onToggle, aside }: RowProps) {
  return (
    <div
      class={`tree-row${marks}`}
      id={id}
      role="treeitem"
      data-unit={row.unit.id}
      draggable={draggable}
      aria-level={row.depth}
      aria-posinset={row.index}
      aria-setsize={row.siblings}
      aria-selected={selected}
      aria-expanded={row.expandable ? row.expanded : undefined}
      onClick={onPress}
    >
      <span
        class={row.expandable ? 'tree-fold' : 'tree-leaf'}
        aria-hidden="true"
        onClick={(event) => {
          if (!row.expandable) return;
          event.stopPropagation();
          onToggle();
        }}
      >
        {row.expandable && <Icon name="chevron" />}
      </span>
      <span class="tree-name">{row.unit.name}</span>
      {aside}
    </div>
  );
}

/* A tree of units after WAI-ARIA's pattern: one stop of Tab, arrows inside, type-ahead, and only the
 * rows in sight are there. Enter or a press chooses. */
export function Tree(props: TreeProps) {
  const { rows, selected } = props;
  const active = useSignal(selected);
  const typed = useRef({ text: '', timer: 0 });
  const list = useWindow(rows.length);
  const drag = useTreeDrag(props.drop, (id) => props.onToggle(id, true));
  const at = Math.max(0, rows.findIndex((row) => row.unit.id === active.value));
  useEffect(() => {
    if (selected === '') return;
    active.value = selected;
    list.reveal(rows.findIndex((row) => row.unit.id === selected));
  }, [selected]);

  const moveTo = (index: number) => {
    const row = rows[index];
    if (!row) return;
    active.value = row.unit.id;
    list.reveal(index);
  };
  const type = (key: string) => {
    clearTimeout(typed.current.timer);
    typed.current.text += key.toLowerCase();
    typed.current.timer = window.setTimeout(() => (typed.current.text = ''), TYPING_ENDS_AFTER_MS);
    moveTo(indexOfTyped(rows, at, typed.current.text));
  };
  const fold = (key: string, row: TreeRow) => {
    if (key === 'ArrowRight') {
      if (row.expanded) moveTo(at + 1);
      else if (row.expandable) props.onToggle(row.unit.id, true);
    } else if (row.expanded) props.onToggle(row.unit.id, false);
    else moveTo(parentIndex(rows, at));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = rowOfKey(event.key, rows, at);
    if (next !== null) moveTo(next);
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') fold(event.key, row);
    else if (event.key === 'Enter' || event.key === ' ') props.onSelect(row.unit.id);
    else if (event.key.length === 1 && /\S/.test(event.key)) type(event.key);
    else return;
    event.preventDefault();
  };

  const { first } = list.seen;
  const end = Math.min(rows.length, list.seen.end);
  const shown = rows.slice(first, end);
  const isActiveShown = at >= first && at < end && rows.length > 0;
  return (
    <div
      class="tree"
      ref={list.box}
      role="tree"
      aria-label={props.label}
      tabIndex={0}
      aria-activedescendant={isActiveShown ? `tree-${rows[at]!.unit.id}` : undefined}
      onScroll={list.measure}
      onKeyDown={onKeyDown}
      {...drag.handlers}
    >
      <Space px={Math.min(first, rows.length) * list.rowPx} />
      {shown.map((row) => {
        const id = row.unit.id;
        return (
          <Row
            key={id}
            row={row}
            id={`tree-${id}`}
            marks={`${id === rows[at]?.unit.id ? ' tree-active' : ''}${drag.marksOf(id)}`}
            selected={id === selected}
            draggable={props.drop !== undefined}
            aside={props.aside?.(row)}
            onPress={() => {
              active.value = id;
              props.onSelect(id);
            }}
            onToggle={() => props.onToggle(id, !row.expanded)}
          />
        );
      })}
      <Space px={Math.max(0, rows.length - end) * list.rowPx} />
    </div>
  );
}
