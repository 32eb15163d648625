import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { t } from '../../shared/i18n/locale.ts';

const SAID_MS = 2500;

/* Browsers give the clipboard to secure pages only; the others still know the old command. */
async function copyText(text: string, from: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'visually-hidden';
    (from?.closest('[role=dialog]') ?? document.body).append(area);
    area.select();
    const isDone = document.execCommand('copy');
    area.remove();
    return isDone;
  }
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const said = useSignal<'' | 'done' | 'failed'>('');
  const box = useRef<HTMLSpanElement>(null);
  const copy = async () => {
    const isDone = await copyText(text, box.current);
    box.current?.querySelector('button')?.focus();
    said.value = isDone ? 'done' : 'failed';
    setTimeout(() => (said.value = ''), SAID_MS);
  };
  const word = { '': 'studio.copy', done: 'studio.copied', failed: 'studio.copy_failed' } as const;
  return (
    <span ref={box}>
      <Button icon={said.value === 'done' ? 'check' : 'copy'} label={said.value === '' ? label : t(word[said.value])} onPress={() => void copy()}>
        {t(word[said.value])}
      </Button>
    </span>
  );
}

/* A value that is typed into another program: shown whole, chosen by a press, copied by the button. */
export function CopyLine({ label, value }: { label: string; value: string }) {
  return (
    <div class="copy-line">
      <span class="copy-label">{label}</span>
      <code class="copy-value">{value}</code>
      <CopyButton text={value} label={t('studio.copy_of', { what: label })} />
    </div>
  );
}
