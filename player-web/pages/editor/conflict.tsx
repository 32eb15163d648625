/* Two editors at once. What the server refuses because somebody has changed it since is not written over in silence:
 * where the other one changed something else it is written on top; where she changed the same the editor decides. */
import { signal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/desk/dialog.tsx';
import type { Failure, Result } from '../../shared/api-client.ts';
import { ago } from '../../shared/format.ts';
import { t } from '../../shared/i18n/locale.ts';
import { serverNowMs } from '../../shared/live.ts';

const STALE = 412;
const ROUNDS = 3; // of others who are as quick

/* What there is now. */
export interface Theirs {
  revision: number;
  by: string; // "": not known
  at: string; // likewise
  isElsewhere: boolean; // what is to be written is as the editor has seen it
}

export interface Save<T> {
  revision: number; // that the editor has seen
  write: (revision: number) => Promise<Result<T>>;
  look: () => Promise<Result<Theirs>>;
}

export type Saved<T> =
  | { is: 'saved'; value: T }
  | { is: 'failed'; failure: Failure }
  | { is: 'theirs' } // the editor wants to see what there is now
  | { is: 'waiting' }; // nothing was written, the draft stays

type Choice = 'mine' | 'theirs' | 'waiting';

const asked = signal<{ theirs: Theirs; answer: (choice: Choice) => void } | null>(null);

function choose(theirs: Theirs): Promise<Choice> {
  asked.value?.answer('waiting');
  return new Promise((resolve) => {
    asked.value = {
      theirs,
      answer: (choice) => {
        asked.value = null;
        resolve(choice);
      },
    };
  });
}

export async function save<T>({ revision, write, look }: Save<T>): Promise<Saved<T>> {
  let seen = revision;
  for (let round = 0; ; round++) {
    const result = await write(seen);
    if (result.ok) return { is: 'saved', value: result.value };
    if (result.failure.status !== STALE || round === ROUNDS) return { is: 'failed', failure: result.failure };
    const now = await look();
    if (!now.ok) return { is: 'failed', failure: now.failure };
    seen = now.value.revision;
    if (now.value.isElsewhere) continue;
    const choice = await choose(now.value);
    if (choice !== 'mine') return { is: choice };
  }
}

/* Stands once on the page. */
export function ConflictHost() {
  const now = asked.value;
  if (!now) return null;
  const { theirs, answer } = now;
  const time = ago(Date.parse(theirs.at), serverNowMs.value);
  return (
    <Dialog
      title={t('write.conflict_title')}
      onClose={() => answer('waiting')}
      actions={
        <>
          <Button onPress={() => answer('waiting')}>{t('write.conflict_wait')}</Button>
          <Button kind="danger" onPress={() => answer('mine')}>
            {t('write.conflict_mine')}
          </Button>
          <Button kind="primary" onPress={() => answer('theirs')}>
            {t('write.conflict_theirs')}
          </Button>
        </>
      }
    >
      <p>{theirs.at === '' ? t('write.conflict_text_only') : theirs.by === '' ? t('write.conflict_text', { time }) : t('write.conflict_text_by', { name: theirs.by, time })}</p>
    </Dialog>
  );
}
