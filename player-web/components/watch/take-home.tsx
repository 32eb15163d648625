import './take-home.css';

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { t } from '../../shared/i18n/locale.ts';
import { Button } from '../button.tsx';
import { askForFile, takeFile } from './take-file.ts';

/* Each page has its own area of words. */
const WORDS = {
  watch: {
    making: 'watch.download_making',
    started: 'watch.download_started',
    refused: 'watch.download_refused',
    failed: 'watch.download_failed',
  },
  studio: {
    making: 'studio.download_making',
    started: 'studio.download_started',
    refused: 'studio.download_refused',
    failed: 'studio.download_failed',
  },
} as const;

interface TakeHomeProps {
  area: keyof typeof WORDS;
  url: () => string; // of this moment: its token changes
  label: string;
}

/* Waits while the server makes the file, then hands it to the browser. */
export function TakeHome({ area, url, label }: TakeHomeProps) {
  const percent = useSignal<number | null>(null); // null: nobody waits
  const words = useSignal<'started' | 'refused' | 'failed' | null>(null);
  const waiting = useRef<AbortController | null>(null);
  useEffect(() => () => waiting.current?.abort(), []);

  const ask = async (abort: AbortController): Promise<void> => {
    const address = url();
    const state = await askForFile(address, abort.signal);
    if (abort.signal.aborted) return;
    if (state.kind === 'making') {
      percent.value = state.percent;
      setTimeout(() => void (abort.signal.aborted || ask(abort)), state.againMs);
      return;
    }
    if (state.kind === 'ready') takeFile(address);
    percent.value = null;
    words.value = state.kind === 'ready' ? 'started' : state.kind;
  };
  const begin = () => {
    const abort = new AbortController();
    waiting.current = abort;
    percent.value = 0;
    words.value = null;
    void ask(abort);
  };
  const isBusy = percent.value !== null;
  return (
    <div class="take-home">
      <Button icon="download" busy={isBusy} onPress={begin}>
        {isBusy ? t(WORDS[area].making, { percent: percent.value ?? 0 }) : label}
      </Button>
      <p class="take-home-words" role="status">{words.value && t(WORDS[area][words.value])}</p>
    </div>
  );
}
