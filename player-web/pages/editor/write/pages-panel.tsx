import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Icon } from '../../../components/icon.tsx';
import { call } from '../../../shared/api-client.ts';
import type { Asset, Lesson } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useDropPlace } from '../drop-ground.tsx';
import { ordered } from '../order.ts';
import { tellRefused } from '../upload/make-lessons.ts';
import { Grip, OrderSaid, useOrder, type Order } from '../use-order.tsx';
import { wantedOf } from '../lesson/wanted.ts';
import { useComing } from './coming.ts';
import { DraftFoot, saveByKey } from './draft-foot.tsx';
import {
  freshPage, pagesOf, PAGES_MAX, placeIn, problemOfPage, samePages, wishOf, type PageDraft,
} from './page-draft.ts';
import { PageForm } from './page-form.tsx';
import { shownPage, shownPages } from './shown.ts';
import { useDraft, type Draft } from './use-draft.ts';
import { pictureUrl } from './use-folder.ts';

interface PanelProps {
  lesson: Lesson;
  assets: readonly Asset[];
  folder: string;
  reload: () => Promise<void>;
}

function useWritten({ lesson, reload }: PanelProps): Draft<PageDraft> {
  const path = { id: lesson.id };
  return useDraft<PageDraft>({
    lessonId: lesson.id,
    load: async () => {
      const result = await call('GET /api/v1/lessons/{id}/pages', { path });
      if (!result.ok) return result;
      const { pages, revision = 0 } = result.value;
      return { ok: true, value: { draft: pagesOf(pages), revision } };
    },
    write: async (draft, revision) => {
      const result = await call('PUT /api/v1/lessons/{id}/pages', { path, body: { pages: draft.map(wishOf) }, revision });
      if (!result.ok) return result;
      return { ok: true, value: { draft: pagesOf(result.value.pages), revision: result.value.revision ?? 0 } };
    },
    isSame: samePages,
    onSaved: () => void reload(),
  });
}

function nameOf(page: PageDraft, number: number): string {
  return page.title.trim() || page.body.trim().slice(0, 24) || t('write.page', { number });
}

interface LineProps {
  page: PageDraft;
  number: number;
  order: Order;
  folder: string;
  isOpen: boolean;
  isWrong: boolean;
  onOpen: () => void;
  onRemove: () => void;
}

function Line({ page, number, order, folder, isOpen, isWrong, onOpen, onRemove }: LineProps) {
  const name = nameOf(page, number);
  return (
    <div class={isWrong ? 'page-line page-line-wrong' : 'page-line'}>
      <Grip props={order.grip(page.key)} label={name} />
      <span class="lesson-number numbers">{number}</span>
      <span class="page-thumb" aria-hidden="true">
        {page.picture_id !== '' && folder !== '' ? (
          <img class="picture-small" src={pictureUrl(folder, page.picture_id, 's')} alt="" loading="lazy" />
        ) : (
          <Icon name="list" />
        )}
      </span>
      <button type="button" class="page-open" aria-expanded={isOpen} data-page-open={page.key} onClick={onOpen}>
        {name}
      </button>
      <span class="soft numbers">{t('write.seconds', { seconds: page.least_s || '–' })}</span>
      <button
        type="button"
        class="icon-button"
        aria-label={t('editor.remove_of', { name })}
        title={t('editor.remove')}
        onClick={onRemove}
      >
        <Icon name="trash" />
      </button>
    </div>
  );
}

/* The pages of a lesson: put in order, written, saved as a whole. Pictures that are dropped become pages. */
export function PagesPanel(props: PanelProps) {
  const { lesson, assets, folder } = props;
  const draft = useWritten(props);
  const open = useSignal('');
  const isTried = useSignal(false);
  const pages = draft.rows ?? [];
  useEffect(() => void (shownPages.value = draft.rows ?? []), [draft.rows]);
  const pictures = assets.filter((asset) => asset.kind === 'document' && asset.state === 'ready');
  const set = (key: string, part: Partial<PageDraft>) =>
    draft.change((rows) => rows.map((page) => (page.key === key ? { ...page, ...part } : page)));
  const coming = useComing(lesson, pictures, (key, picture_id) => set(key, { picture_id }));
  const keys = pages.map((page) => page.key);
  const order = useOrder(keys, (next) => {
    draft.change((rows) => next.flatMap((key) => rows.find((page) => page.key === key) ?? []));
    return Promise.resolve();
  });
  const add = (page: PageDraft) => {
    draft.change((rows) => [...rows, page]);
    show(page.key);
    setTimeout(() => document.getElementById(`page-${page.key}--title`)?.focus());
  };
  const show = (key: string) => {
    open.value = key;
    shownPage.value = key;
  };
  useDropPlace(t('write.drop_pictures'), (files) => {
    const { wanted, refused } = wantedOf(files, true, []);
    const own = wanted.filter((one) => one.purpose === 'picture');
    const others = wanted.filter((one) => one.purpose !== 'picture').map(({ file }) => ({ name: file.name, why: 'no_home' as const }));
    tellRefused([...refused, ...others]);
    const made = own.map(() => freshPage());
    draft.change((rows) => [...rows, ...made]);
    own.forEach(({ file }, i) => coming.send(made[i]!.key, file));
  });
  const remove = (key: string) => {
    const at = pages.findIndex((page) => page.key === key);
    const back = (rows: readonly PageDraft[]) => [...rows.slice(0, at), ...pages.slice(at, at + 1), ...rows.slice(at)];
    draft.change((rows) => rows.filter((page) => page.key !== key));
    showToast(t('write.page_removed'), { actions: [{ text: t('write.undo'), run: () => draft.change(back) }] });
  };
  const submit = () => {
    const wrong = pages.find((page) => problemOfPage(page) !== null);
    isTried.value = wrong !== undefined;
    if (wrong) return show(wrong.key);
    void draft.save();
  };
  if (!draft.rows) return draft.failure ? <FailureNotice failure={draft.failure} /> : <SkeletonLines count={4} />;
  const refusedAt = draft.failure ? placeIn(draft.failure.detail) : -1;
  return (
    <form
      class="panel"
      noValidate
      onKeyDown={(event) => saveByKey(event, submit)}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class="panel-head">
        <p class="soft">{t('write.pages_lead')}</p>
      </div>
      {pages.length === 0 && <p>{t('write.pages_none')}</p>}
      <ol class="page-lines" data-order-list>
        {ordered(pages.map((page) => ({ ...page, id: page.key })), order.ids).map((page, i) => {
          const problem = isTried.value ? problemOfPage(page) : null;
          return (
            <li key={page.key} class="page-card" data-order={page.key} data-page={i + 1}>
              <Line
                page={page}
                number={i + 1}
                order={order}
                folder={folder}
                isOpen={open.value === page.key}
                isWrong={problem !== null || refusedAt === i}
                onOpen={() => show(open.value === page.key ? '' : page.key)}
                onRemove={() => remove(page.key)}
              />
              {open.value === page.key && (
                <PageForm
                  page={page}
                  problem={problem}
                  pictures={pictures}
                  isComing={coming.isComing(page.key)}
                  folder={folder}
                  onChange={(part) => set(page.key, part)}
                  onFile={(file) => coming.send(page.key, file)}
                />
              )}
            </li>
          );
        })}
      </ol>
      <OrderSaid order={order} />
      {pages.length < PAGES_MAX && (
        <div>
          <Button icon="add" onPress={() => add(freshPage())}>
            {t('write.add_page')}
          </Button>
        </div>
      )}
      <DraftFoot failure={draft.failure} isChanged={draft.isChanged} busy={draft.isBusy} onDrop={draft.drop} />
    </form>
  );
}
