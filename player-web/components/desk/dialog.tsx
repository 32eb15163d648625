import './dialog.css';

import { signal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

import type { Failure } from '../../shared/api-client.ts';
import { t } from '../../shared/i18n/locale.ts';
import { Button } from '../button.tsx';
import { FailureNotice } from '../failure-notice.tsx';
import { Icon } from '../icon.tsx';

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]):not([hidden]), select, textarea, [tabindex="0"]';

function focusablesOf(box: HTMLElement): HTMLElement[] {
  return [...box.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => element.getClientRects().length > 0,
  );
}

/* Keeps Tab inside, as a modal must. */
function holdTab(event: KeyboardEvent, box: HTMLElement): void {
  const all = focusablesOf(box);
  const [first, last] = [all[0], all[all.length - 1]];
  if (!first || !last) return;
  const at = document.activeElement;
  if (event.shiftKey && (at === first || at === box)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && at === last) {
    event.preventDefault();
    first.focus();
  }
}

/* Takes the focus when it opens (first to what carries data-first, then to a field) and gives it back. */
function useModalFocus() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const here = box.current;
    const first =
      here?.querySelector<HTMLElement>('[data-first]') ??
      here?.querySelector<HTMLElement>('.dialog-body input:not([hidden]), .dialog-body select');
    (first ?? here)?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return box;
}

/* Wherever the focus is: printing, for one, takes it away. Only the dialog on top hears it. */
function useEscape(box: RefObject<HTMLElement | null>, onClose: () => void): void {
  const latest = useRef(onClose);
  latest.current = onClose;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const open = document.querySelectorAll('.dialog');
      if (open[open.length - 1] === box.current) latest.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  actions?: ComponentChildren; // buttons at its foot
  wide?: boolean;
}

/* A modal box; on a phone a sheet from below. Esc and a press beside it close it. */
export function Dialog({ title, onClose, children, actions, wide = false }: DialogProps) {
  const box = useModalFocus();
  const id = useId();
  useEscape(box, onClose);
  return (
    <div
      class="dialog-ground"
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div
        ref={box}
        class={wide ? 'dialog dialog-wide' : 'dialog'}
        role="dialog"
        aria-modal="true"
        aria-labelledby={id}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key === 'Tab' && box.current) holdTab(event, box.current);
        }}
      >
        <div class="dialog-head">
          <h2 class="dialog-title" id={id}>
            {title}
          </h2>
          <button type="button" class="icon-button" aria-label={t('desk.close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        <div class="dialog-body">{children}</div>
        {actions && <div class="dialog-foot">{actions}</div>}
      </div>
    </div>
  );
}

interface FormDialogProps {
  title: string;
  submit: string; // word of its button
  busy: boolean;
  failure: Failure | null;
  danger?: boolean;
  wide?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

/* A dialog that is one form: the server's refusal above the fields, cancel and submit below. */
export function FormDialog(props: FormDialogProps) {
  return (
    <Dialog title={props.title} onClose={props.onClose} wide={props.wide ?? false}>
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.busy) props.onSubmit();
        }}
      >
        {props.failure && <FailureNotice failure={props.failure} />}
        {props.children}
        <div class="dialog-foot">
          <Button onPress={props.onClose}>{t('desk.cancel')}</Button>
          <Button type="submit" kind={props.danger ? 'danger' : 'primary'} busy={props.busy}>
            {props.busy ? t('desk.working') : props.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface Question {
  title: string;
  text: ComponentChildren;
  yes: string;
  danger?: boolean;
}

const asked = signal<{ question: Question; answer: (yes: boolean) => void } | null>(null);

/* Asks before something that others will notice. Needs <QuestionHost/> on the page. */
export function ask(question: Question): Promise<boolean> {
  asked.value?.answer(false);
  return new Promise((resolve) => {
    asked.value = {
      question,
      answer: (yes) => {
        asked.value = null;
        resolve(yes);
      },
    };
  });
}

export function QuestionHost() {
  const now = asked.value;
  if (!now) return null;
  const { question, answer } = now;
  return (
    <Dialog
      title={question.title}
      onClose={() => answer(false)}
      actions={
        <>
          <Button onPress={() => answer(false)}>{t('desk.cancel')}</Button>
          <Button kind={question.danger ? 'danger' : 'primary'} onPress={() => answer(true)}>
            {question.yes}
          </Button>
        </>
      }
    >
      <div class="dialog-question">{question.text}</div>
    </Dialog>
  );
}
