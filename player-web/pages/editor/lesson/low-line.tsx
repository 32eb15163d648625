import { Button } from '../../../components/button.tsx';
import { call } from '../../../shared/api-client.ts';
import type { Lesson } from '../../../shared/contract/courses.ts';
import type { Job } from '../../../shared/contract/uploads.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { act } from '../act.ts';
import { isRunning, loadJobs, lowsOf } from '../jobs.ts';
import { autonymOf } from '../languages.ts';

async function again(failed: readonly Job[]): Promise<void> {
  for (const job of failed) {
    if (!(await act(call('POST /api/v1/jobs/{id}/steps', { path: { id: job.id }, body: { step: 'again' } })))) break;
  }
  await loadJobs();
}

function namesOf(some: readonly Job[]): string {
  return some.map((job) => (job.language ? autonymOf(job.language) : job.source_name)).join(t('editor.low_and'));
}

/* The economy sounds that are not there yet: the lesson plays without them, so this is said in passing. */
export function LowLine({ lesson }: { lesson: Lesson }) {
  const all = lowsOf(lesson.id);
  const making = all.filter(isRunning);
  const failed = all.filter((job) => !isRunning(job));
  return (
    <>
      {making.length > 0 && (
        <p class="soft asset-hint" data-low="making">
          {t('editor.low_making', { names: namesOf(making) })}
        </p>
      )}
      {failed.length > 0 && (
        <p class="soft asset-hint" data-low="failed">
          {t('editor.low_failed', { names: namesOf(failed) })}
          <Button kind="quiet" icon="refresh" label={t('editor.low_again')} onPress={() => void again(failed)}>
            {t('editor.job_again')}
          </Button>
        </p>
      )}
    </>
  );
}
