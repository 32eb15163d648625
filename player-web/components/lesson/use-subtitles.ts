/* The subtitles of a lesson over its picture. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';

import { CueClock } from '../../player/cues/cue-clock.ts';
import { CueTrack } from '../../player/cues/cue-track.ts';
import { CueView, type CueSize } from '../../player/cues/cue-view.ts';
import { parseWebVtt } from '../../player/cues/web-vtt.ts';
import type { LessonTrack } from '../../shared/contract/courses.ts';
import { fetchText } from './fetch-text.ts';
import type { StageLink } from '../watch/use-stage.ts';

export interface Subtitles {
  box: RefObject<HTMLDivElement | null>;
  hasFailed: boolean; // to bring those that are chosen
}

/* The folder of a track carries the last eight digits of its asset. */
export function cuesPath(assetId: string): string {
  return `c-${assetId.slice(-8)}/cues.vtt`;
}

export function useSubtitles(link: StageLink, track: LessonTrack | null, size: CueSize): Subtitles {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<CueView | null>(null);
  const clock = useRef<CueClock | null>(null);
  const hasFailed = useSignal(false);
  const { player } = link;
  const viewing = player?.viewing() ?? null;

  useEffect(() => {
    const video = link.video.current;
    if (!box.current || !video || !player) return;
    view.current = new CueView(box.current);
    clock.current = new CueClock(video, view.current, () => player.positionMs());
    return () => clock.current?.destroy();
  }, [player]);

  useEffect(() => view.current?.setSize(size), [player, size]);

  useEffect(() => {
    hasFailed.value = false;
    clock.current?.setTrack(null);
    if (!track || !viewing) return;
    const abort = new AbortController();
    view.current?.setLook({
      language: track.language, script: track.script, isRtl: track.is_rtl, isVertical: track.is_vertical,
    });
    void fetchText(() => (player?.viewing()?.base_url ?? '') + cuesPath(track.asset_id), abort.signal).then((text) => {
      if (abort.signal.aborted) return;
      hasFailed.value = text === null;
      if (text !== null) clock.current?.setTrack(new CueTrack(parseWebVtt(text)));
    });
    return () => abort.abort();
  }, [player, viewing !== null, track?.asset_id ?? '']);

  return { box, hasFailed: hasFailed.value };
}
