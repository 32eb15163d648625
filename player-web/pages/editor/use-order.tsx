/* Rows in an order that people change: by a grip that is dragged (mouse, finger, pen) or, with the focus on it, by the
 * arrow keys. The new order shows at once and is told when the row is let go. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { Icon } from '../../components/icon.tsx';
import { t } from '../../shared/i18n/locale.ts';
import { moved, placeAt, sameOrder } from './order.ts';

export interface Order {
  ids: readonly string[];
  held: string; // "": none
  said: string; // for those who do not see it move
  grip: (id: string) => GripProps;
}

interface GripProps {
  id: string;
  onKeyDown: (event: KeyboardEvent) => void;
  onPointerDown: (event: PointerEvent) => void;
}

const KEYS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowUp: (at) => at - 1,
  ArrowDown: (at) => at + 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function middlesOf(list: Element | null): number[] {
  const rows = [...(list?.querySelectorAll(':scope > [data-order]') ?? [])];
  return rows.map((row) => {
    const box = row.getBoundingClientRect();
    return box.top + box.height / 2;
  });
}

interface Hold {
  onMove: (event: PointerEvent) => void;
  onEnd: () => void;
}

/* The window hears the pointer until it lets go: a row that changes its place would lose a capture. */
function hold({ onMove, onEnd }: Hold): void {
  const end = () => {
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', end);
    window.removeEventListener('pointercancel', end);
    onEnd();
  };
  window.addEventListener('pointermove', onMove);
  window.addEventListener('pointerup', end);
  window.addEventListener('pointercancel', end);
}

/* `ids` as the server has them; `onOrder` gets the whole new order and the one that moved, one call after the other,
 * and settles when the server has answered. */
export function useOrder(ids: readonly string[], onOrder: (ids: readonly string[], id: string) => Promise<unknown>): Order {
  const shown = useSignal<readonly string[]>(ids);
  const held = useSignal('');
  const said = useSignal('');
  const settled = useSignal(0);
  const told = useRef({ pending: 0, last: Promise.resolve<unknown>(null) });
  const key = `${settled.value} ${ids.join(' ')}`;
  useLayoutEffect(() => {
    if (held.peek() === '' && told.current.pending === 0) shown.value = ids;
  }, [key]);

  const tell = (next: readonly string[], id: string) => {
    said.value = t('editor.moved_to', { place: next.indexOf(id) + 1, count: next.length });
    const now = told.current;
    now.pending += 1;
    now.last = now.last
      .then(() => onOrder(next, id))
      .finally(() => {
        now.pending -= 1;
        settled.value += 1;
      });
  };
  const latest = useRef(tell);
  latest.current = tell;
  const grip = (id: string): GripProps => ({
    id,
    onKeyDown: (event) => {
      const to = KEYS[event.key];
      if (!to) return;
      event.preventDefault();
      const at = shown.peek().indexOf(id);
      const next = moved(shown.peek(), at, to(at, shown.peek().length));
      if (sameOrder(next, shown.peek())) return;
      shown.value = next;
      tell(next, id);
    },
    onPointerDown: (event) => {
      if (event.button !== 0 || held.peek() !== '' || !(event.currentTarget instanceof Element)) return;
      const list = event.currentTarget.closest('[data-order-list]');
      const before = shown.peek();
      held.value = id;
      hold({
        onMove: ({ clientY }) => {
          const at = shown.peek().indexOf(id);
          const next = moved(shown.peek(), at, placeAt(middlesOf(list), at, clientY));
          if (!sameOrder(next, shown.peek())) shown.value = next;
        },
        onEnd: () => {
          held.value = '';
          if (!sameOrder(before, shown.peek())) latest.current(shown.peek(), id);
        },
      });
    },
  });
  const known = new Set(ids);
  const kept = shown.value.filter((id) => known.has(id));
  return { ids: [...kept, ...ids.filter((id) => !kept.includes(id))], held: held.value, said: said.value, grip };
}

export function Grip({ props, label }: { props: GripProps; label: string }) {
  return (
    <button
      type="button"
      class="grip"
      aria-label={t('editor.move_of', { name: label })}
      title={t('editor.move_hint')}
      data-grip={props.id}
      onKeyDown={props.onKeyDown}
      onPointerDown={props.onPointerDown}
    >
      <Icon name="grip" />
    </button>
  );
}

export function OrderSaid({ order }: { order: Order }) {
  return (
    <p class="visually-hidden" role="status">
      {order.said}
    </p>
  );
}
