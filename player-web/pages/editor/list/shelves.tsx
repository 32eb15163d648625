/* Topics and series: made, renamed, put in order, taken away. */
import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { ask, Dialog } from '../../../components/desk/dialog.tsx';
import { Icon } from '../../../components/icon.tsx';
import { call, type Result } from '../../../shared/api-client.ts';
import type { Series, Topic } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { act } from '../act.ts';
import { ordered } from '../order.ts';
import { Grip, OrderSaid, useOrder } from '../use-order.tsx';
import { loadShelves, series, topics } from './shelf-store.ts';

type Kind = 'topic' | 'series';

interface Verbs {
  make: (title: string) => Promise<Result<unknown>>;
  rename: (row: Topic | Series, title: string) => Promise<Result<unknown>>;
  place: (id: string, before_id: string) => Promise<Result<unknown>>;
  remove: (id: string) => Promise<Result<unknown>>;
}

const VERBS: Readonly<Record<Kind, Verbs>> = {
  topic: {
    make: (title) => call('POST /api/v1/topics', { body: { title } }),
    rename: ({ id, revision }, title) => call('PATCH /api/v1/topics/{id}', { path: { id }, body: { title }, revision }),
    place: (id, before_id) => call('PATCH /api/v1/topics/{id}', { path: { id }, body: { before_id } }),
    remove: (id) => call('DELETE /api/v1/topics/{id}', { path: { id } }),
  },
  series: {
    make: (title) => call('POST /api/v1/series', { body: { title } }),
    rename: ({ id, revision }, title) => call('PATCH /api/v1/series/{id}', { path: { id }, body: { title }, revision }),
    place: (id, before_id) => call('PATCH /api/v1/series/{id}', { path: { id }, body: { before_id } }),
    remove: (id) => call('DELETE /api/v1/series/{id}', { path: { id } }),
  },
};

async function changed(pending: Promise<Result<unknown>>): Promise<boolean> {
  const done = await act(pending);
  await loadShelves();
  return done !== null;
}

async function remove(kind: Kind, row: Topic | Series): Promise<void> {
  const yes =
    row.n_courses === 0 ||
    (await ask({
      title: t(`editor.remove_${kind}_title`, { title: row.title }),
      text: t(`editor.remove_${kind}_text`, { count: row.n_courses }),
      yes: t('editor.remove'),
      danger: true,
    }));
  if (yes) await changed(VERBS[kind].remove(row.id));
}

function Shelf({ kind, rows }: { kind: Kind; rows: readonly (Topic | Series)[] }) {
  const fresh = useSignal('');
  const verbs = VERBS[kind];
  const order = useOrder(rows.map((row) => row.id), (ids, id) => changed(verbs.place(id, ids[ids.indexOf(id) + 1] ?? '')));
  const add = async () => {
    const title = fresh.value.trim();
    if (title !== '' && (await changed(verbs.make(title)))) fresh.value = '';
  };
  return (
    <section class="shelf" aria-label={t(`editor.shelf_${kind}`)} data-shelf={kind}>
      <h3 class="shelf-title">{t(`editor.shelf_${kind}`)}</h3>
      <ul class="line-list" data-order-list>
        {ordered(rows, order.ids).map((row) => (
          <li key={row.id} class="line" data-order={row.id}>
            <Grip props={order.grip(row.id)} label={row.title} />
            <input
              class="field-input"
              aria-label={t('editor.name_of', { title: row.title })}
              value={row.title}
              onChange={(event) => {
                const title = event.currentTarget.value.trim();
                if (title !== '' && title !== row.title) void changed(verbs.rename(row, title));
                else event.currentTarget.value = row.title;
              }}
            />
            <span class="soft numbers shelf-count">{t('editor.n_courses', { count: row.n_courses })}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={t('editor.remove_of', { name: row.title })}
              onClick={() => void remove(kind, row)}
            >
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ul>
      <OrderSaid order={order} />
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <input
          class="field-input"
          aria-label={t(`editor.new_${kind}`)}
          placeholder={t(`editor.new_${kind}`)}
          value={fresh.value}
          onInput={(event) => (fresh.value = event.currentTarget.value)}
        />
        <Button type="submit" icon="add">
          {t('editor.add')}
        </Button>
      </form>
    </section>
  );
}

export function Shelves({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t('editor.shelves')} onClose={onClose} wide>
      <div class="shelf-pair">
        <Shelf kind="series" rows={series.value} />
        <Shelf kind="topic" rows={topics.value} />
      </div>
    </Dialog>
  );
}
