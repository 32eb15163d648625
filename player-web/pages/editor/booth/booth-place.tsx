import './booth.css';
import '../../../shared/i18n/words-booth.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { ButtonLink } from '../../../components/button.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call } from '../../../shared/api-client.ts';
import type { Lesson } from '../../../shared/contract/courses.ts';
import { linkTo, route } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { session } from '../../../shared/session.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { BoothDesk } from './booth-desk.tsx';
import { Head } from './booth-head.tsx';
import { dubKey, findDub, takesOf, type Dub, type Take } from './booth-store.ts';
import { holdOnly } from './only-here.ts';
import { Setup } from './setup.tsx';
import { recovered } from './take-list.ts';

type Kept = { dub: Dub; takes: readonly Take[] } | 'none' | 'failed';

/* What was recorded before, once it is known that no other tab records it. */
function Opened({ lesson, language }: { lesson: Lesson; language: string }) {
  const key = dubKey(session.value?.account.id ?? '', lesson.id, language);
  const isTaken = useSignal(false);
  const kept = useSignal<Kept | null>(null);
  const load = async () => {
    isTaken.value = false;
    try {
      const dub = await findDub(key);
      const takes = dub ? await takesOf(key) : [];
      kept.value = dub ? { dub: recovered(dub, takes), takes } : 'none';
    } catch {
      kept.value = 'failed';
    }
  };
  useEffect(() => {
    const hold = holdOnly(`tongping-booth/${key}`, () => (isTaken.value = true), () => void load());
    return () => hold.release();
  }, [key]);
  const now = kept.value;
  if (isTaken.value) {
    return (
      <div class="booth" data-booth="taken">
        <Head lesson={lesson} title={t('booth.title')} />
        <Notice tone="warn" title={t('booth.taken_title')}>
          {t('booth.taken_text')}
        </Notice>
      </div>
    );
  }
  if (now === 'failed') return <Notice tone="bad">{t('booth.store_failed')}</Notice>;
  if (now === null) return <SkeletonLines count={6} />;
  if (now === 'none') return <Setup lesson={lesson} language={language} onBegun={() => void load()} />;
  return <BoothDesk key={now.dub.key} lesson={lesson} dub={now.dub} takes={now.takes} />;
}

/* Chosen in the address, so that a reload comes back to the same dub. */
function Booth({ lesson }: { lesson: Lesson }) {
  const language = route.value.query['language'] ?? '';
  return language === '' ? <Setup lesson={lesson} language="" /> : <Opened key={language} lesson={lesson} language={language} />;
}

export default function BoothPlace() {
  const { id } = route.value;
  const loaded = useLoaded(() => call('GET /api/v1/lessons/{id}', { path: { id } }), id);
  const lesson = loaded.value;
  if (!lesson) return loaded.failure ? <FailureNotice failure={loaded.failure} /> : <SkeletonLines count={6} />;
  if (lesson.kind !== 'video' || !lesson.is_ready) {
    return (
      <Empty icon="mic" title={t('booth.no_picture')}>
        <ButtonLink href={linkTo('lesson', id)}>{t('booth.back')}</ButtonLink>
      </Empty>
    );
  }
  return <Booth key={id} lesson={lesson} />;
}
