import './toast.css';

import { signal } from '@preact/signals';

import { t } from '../../shared/i18n/locale.ts';
import { Button } from '../button.tsx';
import { Icon, type IconName } from '../icon.tsx';

export type ToastTone = 'ok' | 'info' | 'bad';

export interface ToastAction {
  text: string;
  run: () => void;
}

interface Toast {
  id: number;
  tone: ToastTone;
  text: string;
  actions: readonly ToastAction[];
}

const ICONS: Record<ToastTone, IconName> = { ok: 'check', info: 'bell', bad: 'alert' };
const STAYS_MS = 8000;
const STAYS_WITH_ACTION_MS = 20000;
const AT_MOST = 3;

const toasts = signal<readonly Toast[]>([]);
let nextId = 1;

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/* Says what has happened, without taking the focus. `sticky`: stays until somebody presses. Needs
 * <ToastHost/> on the page. */
export function showToast(
  text: string,
  options: { tone?: ToastTone; actions?: readonly ToastAction[]; sticky?: boolean } = {},
): number {
  const id = nextId++;
  const actions = options.actions ?? [];
  const toast: Toast = { id, tone: options.tone ?? 'ok', text, actions };
  toasts.value = [...toasts.value, toast].slice(-AT_MOST);
  if (!options.sticky) {
    setTimeout(() => dismissToast(id), actions.length > 0 ? STAYS_WITH_ACTION_MS : STAYS_MS);
  }
  return id;
}

function ToastBox({ toast }: { toast: Toast }) {
  return (
    <div class={`toast toast-${toast.tone}`}>
      <Icon name={ICONS[toast.tone]} />
      <p class="toast-text">{toast.text}</p>
      <button
        type="button"
        class="icon-button"
        aria-label={t('desk.dismiss')}
        onClick={() => dismissToast(toast.id)}
      >
        <Icon name="close" />
      </button>
      {toast.actions.length > 0 && (
        <div class="toast-actions">
          {toast.actions.map((action) => (
            <Button
              key={action.text}
              kind="quiet"
              onPress={() => {
                dismissToast(toast.id);
                action.run();
              }}
            >
              {action.text}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

export function ToastHost() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <ToastBox key={toast.id} toast={toast} />
      ))}
    </div>
  );
}
