/* The study session of a clerk's place: opened, paused and ended from her phone or computer. */
import '../../shared/i18n/words-study.ts';
import './study.css';

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

import { call, type Failure, type Result } from '../../shared/api-client.ts';
import type { Study, StudyPlace, StudyScreen } from '../../shared/contract/studies.ts';
import { t } from '../../shared/i18n/locale.ts';
import { onNews } from '../../shared/live.ts';
import { loadSelf, may } from '../../shared/self.ts';
import { session } from '../../shared/session.ts';
import { useLoaded } from '../../shared/use-loaded.ts';
import { Button } from '../button.tsx';
import { FailureNotice } from '../failure-notice.tsx';
import { clockLength } from '../watch/times.ts';

const ASK_EVERY_MS = 10000;

/* For who looks after a place; nobody else sees anything of it. `courseId`: a course that may be opened;
 * without one only what is open shows. */
export function StudyPanel({ courseId = '' }: { courseId?: string }) {
  useEffect(() => {
    if (session.value) void loadSelf();
  }, []);
  return session.value && may('study.run') ? <Places courseId={courseId} /> : null;
}

function Places({ courseId }: { courseId: string }) {
  const places = useLoaded(() => call('GET /api/v1/places'));
  const chosen = useSignal('');
  const rows = places.value ?? [];
  const here = rows.find((row) => row.id === chosen.value) ?? rows.find((row) => row.screens > 0) ?? rows[0];
  if (!here) return null;
  return (
    <PlaceStudy key={here.id} placeId={here.id} courseId={courseId}>
      {rows.length > 1 && (
        <label class="study-place">
          <span class="field-label">{t('study.place')}</span>
          <select class="field-input" value={here.id} onChange={(event) => (chosen.value = event.currentTarget.value)}>
            {rows.map((row) => (
              <option key={row.id} value={row.id} selected={row.id === here.id}>{row.name}</option>
            ))}
          </select>
        </label>
      )}
    </PlaceStudy>
  );
}

interface PlaceStudyProps {
  placeId: string;
  courseId: string;
  children: ComponentChildren;
}

function PlaceStudy({ placeId, courseId, children }: PlaceStudyProps) {
  const path = { path: { id: placeId } };
  const loaded = useLoaded(() => call('GET /api/v1/places/{id}/study', path));
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  useEffect(() => {
    const stop = onNews(['study.changed'], () => void loaded.reload());
    const timer = setInterval(() => void loaded.reload(), ASK_EVERY_MS);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);

  async function act(run: () => Promise<Result<unknown>>): Promise<void> {
    isBusy.value = true;
    const result = await run();
    failure.value = result.ok ? null : result.failure;
    await loaded.reload();
    isBusy.value = false;
  }

  const open = (replaces?: string) =>
    act(() => call('POST /api/v1/places/{id}/study', { ...path, body: { course_id: courseId, ...(replaces ? { replaces } : {}) } }));
  const place = loaded.value;
  const study = place?.study;
  if (!place || (!study && !courseId)) return null;
  return (
    <section class="study" aria-label={t('study.title')}>
      <h2>{`${t('study.title')} · ${place.place_name}`}</h2>
      {children}
      <Screens place={place} />
      {study && <Now study={study} />}
      {failure.value && <FailureNotice failure={failure.value} />}
      <div class="study-actions">
        {study && (
          <Button
            icon={study.is_paused ? 'play' : 'pause'}
            busy={isBusy.value}
            onPress={() => void act(() => call('PATCH /api/v1/places/{id}/study', { ...path, body: { is_paused: !study.is_paused } }))}
          >
            {t(study.is_paused ? 'study.go_on' : 'study.pause')}
          </Button>
        )}
        {study && (
          <Button kind="danger" busy={isBusy.value} onPress={() => void act(() => call('DELETE /api/v1/places/{id}/study', path))}>
            {t('study.end')}
          </Button>
        )}
        {courseId && !study && (
          <Button kind="primary" icon="play" busy={isBusy.value} onPress={() => void open()}>{t('study.open')}</Button>
        )}
        {courseId && study && study.course_id !== courseId && (
          <Button busy={isBusy.value} onPress={() => void open(study.id)}>{t('study.replace')}</Button>
        )}
      </div>
    </section>
  );
}

function Screens({ place }: { place: StudyPlace }) {
  if (place.screens.length === 0) return <p class="study-note">{t('study.no_screen')}</p>;
  return (
    <ul class="study-screens">
      {place.screens.map((screen) => (
        <ScreenRow key={screen.id} screen={screen} />
      ))}
    </ul>
  );
}

function ScreenRow({ screen }: { screen: StudyScreen }) {
  return (
    <li data-online={screen.online ? 'yes' : 'no'}>
      <b>{screen.name}</b> {t(screen.online ? 'study.screen_online' : 'study.screen_offline')}
    </li>
  );
}

function Now({ study }: { study: Study }) {
  const lesson = study.lesson_title;
  const words = study.state
    ? t('study.at', { lesson, time: clockLength(study.position_ms), whole: clockLength(study.duration_ms) })
    : t('study.not_yet', { lesson });
  return (
    <div role="status">
      <p class="study-title">{t('study.now', { title: study.title })}</p>
      <p class="study-note">{study.is_paused ? `${words} · ${t('study.paused')}` : words}</p>
      <p class="study-note">{t('study.by', { name: study.opened_by })}</p>
    </div>
  );
}
