/* Dragging of tree rows by pointer: into a row, or between two as a line shows. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

export interface DropTarget {
  id: string; // the row that is pointed at
  where: 'before' | 'into' | 'after';
}

interface DropRules {
  accepts: (id: string, target: DropTarget) => boolean;
  onDrop: (id: string, target: DropTarget) => void;
}

/* Held this long over a folded row: it unfolds. */
const UNFOLDS_AFTER_MS = 600;
/* The upper and lower part of a row that mean "between". */
const EDGE = 0.28;

function rowAt(event: DragEvent): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('[data-unit]') : null;
}

function targetAt(event: DragEvent): DropTarget | null {
  const row = rowAt(event);
  const id = row?.dataset['unit'];
  if (!row || !id) return null;
  const box = row.getBoundingClientRect();
  const part = (event.clientY - box.top) / box.height;
  return { id, where: part < EDGE ? 'before' : part > 1 - EDGE ? 'after' : 'into' };
}

export function useTreeDrag(rules: DropRules | undefined, unfold: (id: string) => void) {
  const dragged = useSignal('');
  const target = useSignal<DropTarget | null>(null);
  const hover = useRef({ id: '', timer: 0 });

  const end = () => {
    clearTimeout(hover.current.timer);
    hover.current.id = '';
    dragged.value = '';
    target.value = null;
  };
  const waitToUnfold = (next: DropTarget | null) => {
    const id = next?.where === 'into' ? next.id : '';
    if (id === hover.current.id) return;
    clearTimeout(hover.current.timer);
    hover.current.id = id;
    if (id) hover.current.timer = window.setTimeout(() => unfold(id), UNFOLDS_AFTER_MS);
  };
  const point = (next: DropTarget | null) => {
    const now = target.peek();
    if (now?.id !== next?.id || now?.where !== next?.where) target.value = next;
  };
  const handlers = {
    onDragStart: (event: DragEvent) => {
      const id = rowAt(event)?.dataset['unit'];
      if (!rules || !id || !event.dataTransfer) return;
      event.dataTransfer.setData('text/plain', id);
      event.dataTransfer.effectAllowed = 'move';
      dragged.value = id;
    },
    onDragOver: (event: DragEvent) => {
      if (!rules || dragged.peek() === '') return;
      const next = targetAt(event);
      waitToUnfold(next);
      const isGood = next !== null && rules.accepts(dragged.peek(), next);
      point(isGood ? next : null);
      if (isGood) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const [id, next] = [dragged.peek(), target.peek()];
      event.preventDefault();
      end();
      if (id && next) rules?.onDrop(id, next);
    },
    onDragEnd: end,
  };
  const marksOf = (id: string) => {
    const drop = target.value?.id === id ? ` tree-drop-${target.value.where}` : '';
    return `${dragged.value === id ? ' tree-dragged' : ''}${drop}`;
  };
  return { handlers, marksOf };
}
