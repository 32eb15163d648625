/* What an editor sees whichever place is open: files on their way, files dropped. */
import './editor.css';
import '../../components/icon-editor.ts';
import '../../shared/i18n/words-editor.ts';
import '../../shared/i18n/words-write.ts';

import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { ButtonLink } from '../../components/button.tsx';
import { Empty, SkeletonLines } from '../../components/desk/empty.tsx';
import { route } from '../../shared/hash-route.ts';
import { t } from '../../shared/i18n/locale.ts';
import { later } from '../../shared/later.ts';
import { may } from '../../shared/self.ts';
import { ConflictHost } from './conflict.tsx';
import { DropGround } from './drop-ground.tsx';
import { followJobs } from './jobs.ts';
import { loadLanguages } from './languages.ts';
import { loadUnfinished } from './upload/transfers.ts';
import { UploadDock } from './upload/upload-dock.tsx';

type Module = { default: ComponentType };

const PLACES = {
  list: (): Promise<Module> => import('./list/course-list.tsx'),
  course: (): Promise<Module> => import('./course/course-desk.tsx'),
  lesson: (): Promise<Module> => import('./lesson/lesson-desk.tsx'),
  booth: (): Promise<Module> => import('./booth/booth-place.tsx'),
  questions: (): Promise<Module> => import('./write/questions-place.tsx'),
  languages: (): Promise<Module> => import('./write/languages-place.tsx'),
};
type PlaceName = keyof typeof PLACES;

function placeNow(): PlaceName {
  const { section, id } = route.value;
  if (section === 'questions' || section === 'languages') return section;
  return id !== '' && (section === 'course' || section === 'lesson' || section === 'booth') ? section : 'list';
}

/* The place that will be open, asked for together with the session. */
export function askAhead(): void {
  PLACES[placeNow()]().catch(() => undefined); /* asked for again by its place */
}

function Place() {
  const loaded = useSignal<{ name: PlaceName; it: ComponentType } | null>(null);
  const name = placeNow();
  useEffect(() => {
    let isLeft = false;
    void later(PLACES[name]).then((module) => {
      if (!isLeft) loaded.value = { name, it: module.default };
    });
    return () => void (isLeft = true);
  }, [name]);
  const now = loaded.value;
  if (now?.name === name) return <now.it />;
  return (
    <>
      <h1 class="editor-title">{t('title.editor')}</h1>
      <SkeletonLines count={6} />
    </>
  );
}

function Denied() {
  return (
    <>
      <h1 class="visually-hidden">{t('title.editor')}</h1>
      <Empty icon="lock" title={t('editor.denied_title')}>
        <p>{t('editor.denied_text')}</p>
        <ButtonLink href="/">{t('editor.to_home')}</ButtonLink>
      </Empty>
    </>
  );
}

function Working() {
  useEffect(() => {
    void loadLanguages();
    void loadUnfinished();
    followJobs();
  }, []);
  return (
    <>
      <Place />
      <UploadDock />
      <DropGround />
      <ConflictHost />
    </>
  );
}

export default function Desk() {
  return <div class="editor">{may('course.edit') ? <Working /> : <Denied />}</div>;
}
