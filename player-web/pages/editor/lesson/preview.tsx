/* What viewers get, by hls.js over a viewing of the editor's own; nothing of it counts as attendance. */
import '../../../player/cues/cues.css';

import { useSignal } from '@preact/signals';
import Hls from 'hls.js';
import { useEffect, useRef } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { clockLength } from '../../../components/watch/times.ts';
import { CueClock } from '../../../player/cues/cue-clock.ts';
import { CueTrack } from '../../../player/cues/cue-track.ts';
import { CueView } from '../../../player/cues/cue-view.ts';
import { parseWebVtt } from '../../../player/cues/web-vtt.ts';
import { call } from '../../../shared/api-client.ts';
import type { Lesson } from '../../../shared/contract/courses.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { bothNames } from '../languages.ts';
import { heardLanguage, playing, positionMs, shownSubtitle } from './playing.ts';

export interface PreviewProps {
  lesson: Lesson;
}

interface Opened {
  hls: Hls;
  baseUrl: string;
}

function trackOf(hls: Hls, language: string): number {
  return hls.audioTracks.findIndex((track) => track.lang === language);
}

/* A picture that cannot be decoded may come right once; everything else is told. */
function listen(hls: Hls, onTrouble: (words: string) => void): void {
  let hasRecovered = false;
  hls.on(Hls.Events.AUDIO_TRACK_SWITCHED, () => {
    heardLanguage.value = hls.audioTracks[hls.audioTrack]?.lang ?? '';
  });
  hls.on(Hls.Events.MANIFEST_PARSED, () => onTrouble(''));
  hls.on(Hls.Events.ERROR, (_name, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !hasRecovered) {
      hasRecovered = true;
      hls.recoverMediaError();
    } else onTrouble(t('editor.preview_trouble'));
  });
}

function useOpened(lesson: Lesson, video: { current: HTMLVideoElement | null }, round: number) {
  const opened = useSignal<Opened | null>(null);
  const trouble = useSignal(t('editor.preview_opening'));
  useEffect(() => {
    let isLeft = false;
    void call('POST /api/v1/viewings', { body: { lesson_id: lesson.id, device: 'editor' } }).then((result) => {
      const element = video.current;
      if (isLeft || !element) return;
      if (!result.ok) {
        trouble.value = failureText(result.failure);
        return;
      }
      const hls = new Hls({ enableWorker: false, maxBufferLength: 20, backBufferLength: 30, capLevelToPlayerSize: true });
      listen(hls, (words) => (trouble.value = words));
      hls.loadSource(result.value.live_url);
      hls.attachMedia(element);
      opened.value = { hls, baseUrl: result.value.base_url };
    });
    return () => {
      isLeft = true;
      opened.value?.hls.destroy();
      opened.value = null;
      trouble.value = t('editor.preview_opening');
    };
  }, [lesson.id, round]);
  return { opened: opened.value, trouble: trouble.value };
}

/* The subtitle that is chosen, drawn as viewers see it. */
function Captions({ lesson, opened, video }: { lesson: Lesson; opened: Opened; video: HTMLVideoElement }) {
  const box = useRef<HTMLDivElement>(null);
  const wanted = shownSubtitle.value;
  const track = lesson.subtitles.find((one) => one.asset_id === wanted);
  useEffect(() => {
    if (!box.current || !track) return undefined;
    const view = new CueView(box.current);
    const clock = new CueClock(video, view, () => Math.round(video.currentTime * 1000));
    view.setLook({ language: track.language, script: track.script, isRtl: track.is_rtl, isVertical: track.is_vertical });
    let isLeft = false;
    void fetch(`${opened.baseUrl}c-${wanted.slice(-8)}/cues.vtt`)
      .then((answer) => (answer.ok ? answer.text() : ''))
      .catch(() => '')
      .then((text) => {
        if (!isLeft) clock.setTrack(new CueTrack(parseWebVtt(text)));
      });
    return () => {
      isLeft = true;
      clock.destroy();
    };
  }, [opened, wanted, track === undefined]);
  return <div ref={box} class="cues" data-caption={wanted} />;
}

function Choices({ lesson }: { lesson: Lesson }) {
  return (
    <>
      <select
        class="preview-select"
        aria-label={t('editor.preview_sound')}
        value={heardLanguage.value}
        onChange={(event) => playing.peek()?.play(event.currentTarget.value)}
      >
        {lesson.languages.map((one) => (
          <option key={one.asset_id} value={one.language}>
            {bothNames(one.language)}
          </option>
        ))}
      </select>
      {lesson.subtitles.length > 0 && (
        <select
          class="preview-select"
          aria-label={t('editor.preview_subtitle')}
          value={shownSubtitle.value}
          onChange={(event) => (shownSubtitle.value = event.currentTarget.value)}
        >
          <option value="">{t('editor.no_subtitle')}</option>
          {lesson.subtitles.map((one) => (
            <option key={one.asset_id} value={one.asset_id}>
              {bothNames(one.language)}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

const STEP_MS = 5000;

function Bar({ lesson, video }: { lesson: Lesson; video: HTMLVideoElement | null }) {
  const isPaused = useSignal(true);
  useEffect(() => {
    if (!video) return undefined;
    const follow = () => (isPaused.value = video.paused);
    video.addEventListener('play', follow);
    video.addEventListener('pause', follow);
    return () => {
      video.removeEventListener('play', follow);
      video.removeEventListener('pause', follow);
    };
  }, [video]);
  const total = Math.max(1, lesson.duration_ms);
  return (
    <div class="preview-bar">
      <button
        type="button"
        class="preview-button"
        disabled={!video}
        aria-label={t(isPaused.value ? 'editor.preview_play' : 'editor.preview_pause')}
        onClick={() => (video?.paused ? void video.play().catch(() => undefined) : video?.pause())}
      >
        <Icon name={isPaused.value ? 'play' : 'pause'} />
      </button>
      <input
        class="preview-seek"
        type="range"
        disabled={!video}
        aria-label={t('editor.preview_position')}
        aria-valuetext={clockLength(positionMs.value)}
        min={0}
        max={total}
        step={100}
        value={Math.min(total, positionMs.value)}
        onInput={(event) => playing.peek()?.seek(Number(event.currentTarget.value))}
      />
      <span class="numbers">{`${clockLength(positionMs.value)} / ${clockLength(lesson.duration_ms)}`}</span>
      <Choices lesson={lesson} />
    </div>
  );
}

function onKey(event: KeyboardEvent, video: HTMLVideoElement | null): void {
  if (!video || event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement) return;
  if (event.key === 'k' || (event.key === ' ' && !(event.target instanceof HTMLButtonElement))) {
    event.preventDefault();
    if (video.paused) void video.play().catch(() => undefined);
    else video.pause();
  } else if (event.key === 'j' || event.key === 'l') {
    playing.peek()?.seek(positionMs.peek() + (event.key === 'j' ? -STEP_MS : STEP_MS));
  }
}

export default function Preview({ lesson }: PreviewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const round = useSignal(0);
  const { opened, trouble } = useOpened(lesson, video, round.value);
  useEffect(() => {
    const element = video.current;
    if (!opened || !element) return undefined;
    playing.value = {
      seek: (ms) => {
        const toMs = Math.max(0, Math.min(lesson.duration_ms - 100, ms));
        element.currentTime = toMs / 1000;
        positionMs.value = toMs;
      },
      play: (language) => {
        const track = trackOf(opened.hls, language);
        if (track >= 0) opened.hls.audioTrack = track;
        void element.play().catch(() => undefined);
      },
      showSubtitle: (assetId) => (shownSubtitle.value = assetId),
    };
    const follow = () => (positionMs.value = Math.round(element.currentTime * 1000));
    element.addEventListener('timeupdate', follow);
    element.addEventListener('seeking', follow);
    return () => {
      playing.value = null;
      element.removeEventListener('timeupdate', follow);
      element.removeEventListener('seeking', follow);
    };
  }, [opened, lesson.duration_ms]);
  return (
    <div class="preview-box" onKeyDown={(event) => onKey(event, video.current)}>
      <div class="preview-stage">
        <video
          ref={video}
          class="preview-video"
          aria-label={t('editor.preview')}
          playsInline
          preload="auto"
          {...(lesson.poster_url === '' ? {} : { poster: lesson.poster_url })}
        />
        {opened && video.current && <Captions lesson={lesson} opened={opened} video={video.current} />}
        {trouble !== '' && (
          <div class="preview-words" role="status">
            <p>{trouble}</p>
            {opened && (
              <Button icon="refresh" onPress={() => (round.value += 1)}>
                {t('editor.preview_again')}
              </Button>
            )}
          </div>
        )}
      </div>
      <Bar lesson={lesson} video={opened ? video.current : null} />
    </div>
  );
}
