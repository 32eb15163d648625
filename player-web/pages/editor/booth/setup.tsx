/* Before the first take: which language, who speaks, where the paragraphs come from; and the dubs that were begun. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { Field } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { Lesson } from '../../../shared/contract/courses.ts';
import { go, linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { session } from '../../../shared/session.ts';
import { LanguagePicker } from '../language-picker.tsx';
import { bothNames } from '../languages.ts';
import { Head } from './booth-head.tsx';
import { dropDub, dubKey, findDub, listDubs, putDub, type Dub, type ParagraphsFrom } from './booth-store.ts';
import { countDone } from './take-list.ts';

function Begun({ lesson }: { lesson: Lesson }) {
  const dubs = useSignal<readonly Dub[]>([]);
  const accountId = session.value?.account.id ?? '';
  const load = () => void listDubs(accountId, lesson.id).then((all) => (dubs.value = all), () => undefined);
  useEffect(load, [lesson.id, accountId]);
  const remove = async (dub: Dub) => {
    const yes = await ask({
      title: t('booth.drop_title', { language: bothNames(dub.language) }),
      text: t('booth.drop_text', { count: countDone(dub) }),
      yes: t('booth.drop'),
      danger: true,
    });
    if (yes) await dropDub(dub.key).then(load, () => undefined);
  };
  if (dubs.value.length === 0) return null;
  return (
    <section class="booth-begun">
      <h2 class="booth-subtitle">{t('booth.begun')}</h2>
      <ul class="booth-begun-rows">
        {dubs.value.map((dub) => (
          <li key={dub.key} class="booth-begun-row" data-dub={dub.language}>
            <span class="booth-begun-words">
              <strong class="autonym">{bothNames(dub.language)}</strong>
              <span class="soft numbers">
                {t('booth.done_of', { done: countDone(dub), count: dub.paragraphs.length })}
                {dub.sentAtMs > 0 && ` · ${t('booth.was_sent')}`}
              </span>
            </span>
            <ButtonLink kind="primary" icon="mic" href={linkTo('booth', lesson.id, { language: dub.language })}>
              {t('booth.go_on')}
            </ButtonLink>
            <Button icon="trash" label={t('booth.drop_of', { language: bothNames(dub.language) })} onPress={() => void remove(dub)}>
              {t('booth.drop')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Way {
  value: string;
  text: string;
  madeFrom: ParagraphsFrom;
  assetId: string;
}

/* A subtitle's times are the best there is; the original's pauses come next. */
function waysOf(lesson: Lesson): Way[] {
  const subtitles = lesson.subtitles.map((one): Way => ({
    value: one.asset_id,
    text: t('booth.from_subtitle', { language: bothNames(one.language) }),
    madeFrom: 'subtitle',
    assetId: one.asset_id,
  }));
  const silence: Way = { value: 'silence', text: t('booth.from_silence'), madeFrom: 'silence', assetId: '' };
  const marks: Way = { value: 'marks', text: t('booth.from_marks'), madeFrom: 'marks', assetId: '' };
  return [...subtitles, ...(lesson.languages.length > 0 ? [silence] : []), marks];
}

interface SetupProps {
  lesson: Lesson;
  language: string; // of the address; "": none yet
  onBegun?: () => void; // the dub of that language is there now
}

export function Setup({ lesson, language, onBegun }: SetupProps) {
  const ways = waysOf(lesson);
  const account = session.value?.account;
  const draft = useSignal({ language, translator: account?.display_name ?? '', way: ways[0]?.value ?? 'marks' });
  const isMissing = useSignal(false);
  const isFailed = useSignal(false);
  const change = (part: Partial<typeof draft.value>) => (draft.value = { ...draft.value, ...part });
  const replaces = lesson.languages.some((one) => one.language === draft.value.language && one.label === '');
  async function begin(): Promise<void> {
    const { language: tag, translator, way } = draft.value;
    isMissing.value = tag === '';
    const chosen = ways.find((one) => one.value === way);
    if (tag === '' || !chosen || !account) return;
    const key = dubKey(account.id, lesson.id, tag);
    try {
      const before = await findDub(key); // one that was begun goes on as it was
      if (!before) {
        await putDub({
          key, accountId: account.id, lessonId: lesson.id, lessonTitle: lesson.title, language: tag,
          translator: translator.trim(), durationMs: lesson.duration_ms, madeFrom: chosen.madeFrom,
          sourceAssetId: chosen.assetId, paragraphs: [], changedAtMs: Date.now(), sentAtMs: 0,
        });
      }
      if (tag === language) onBegun?.();
      else go('booth', lesson.id, { language: tag });
    } catch {
      isFailed.value = true;
    }
  }
  return (
    <div class="booth" data-booth="setup">
      <Head lesson={lesson} title={t('booth.title')} />
      <Begun lesson={lesson} />
      <form
        class="booth-setup"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        <h2 class="booth-subtitle">{t('booth.new')}</h2>
        <LanguagePicker
          label={t('booth.language')}
          value={draft.value.language}
          error={isMissing.value && draft.value.language === '' ? t('booth.language_missing') : null}
          onPick={(tag) => change({ language: tag })}
        />
        {replaces && <Notice tone="info">{t('booth.replaces', { language: bothNames(draft.value.language) })}</Notice>}
        <Field
          id="booth-translator"
          label={t('booth.translator')}
          value={draft.value.translator}
          onInput={(translator) => change({ translator })}
        />
        <Select
          label={t('booth.paragraphs')}
          value={draft.value.way}
          choices={ways}
          hint={t(draft.value.way === 'marks' ? 'booth.marks_hint' : draft.value.way === 'silence' ? 'booth.silence_hint' : 'booth.subtitle_hint')}
          onChange={(way) => change({ way })}
        />
        {isFailed.value && <Notice tone="bad">{t('booth.store_failed')}</Notice>}
        <div class="booth-setup-foot">
          <Button type="submit" kind="primary" icon="mic">
            {t('booth.begin')}
          </Button>
        </div>
        <p class="soft">{t('booth.keys_hint')}</p>
        {session.value?.shared && <Notice tone="warn">{t('booth.shared')}</Notice>}
      </form>
    </div>
  );
}
