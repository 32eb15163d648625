import { ask } from '../../../components/desk/dialog.tsx';
import { Progress } from '../../../components/desk/progress.tsx';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { call } from '../../../shared/api-client.ts';
import type { Job, JobStepWord } from '../../../shared/contract/uploads.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { act } from '../act.ts';
import { isRunning, loadJobs, stepText } from '../jobs.ts';
import { leftText } from '../upload/left-text.ts';

async function take(job: Job, step: JobStepWord): Promise<void> {
  if (step === 'cancel') {
    const yes = await ask({
      title: t('editor.cancel_job_title'),
      text: t('editor.cancel_job_text', { name: job.source_name }),
      yes: t('editor.cancel_job'),
      danger: true,
    });
    if (!yes) return;
  }
  if (await act(call('POST /api/v1/jobs/{id}/steps', { path: { id: job.id }, body: { step } }))) await loadJobs();
}

function notesOf(job: Job): string {
  const words = [stepText(job)];
  if (job.state === 'running') {
    words.push(t('editor.percent', { percent: Math.floor(job.permille / 10) }), leftText(job.left_s));
  }
  return words.join(' · ');
}

/* How far the server is with a file, or why it could not use it. */
export function JobLine({ job }: { job: Job }) {
  const name = job.source_name;
  return (
    <span class={`job job-${job.state}`} data-job={job.state}>
      {isRunning(job) && <Progress label={t('editor.job_of', { name })} value={job.permille} max={1000} />}
      <span class="job-words">
        {job.state === 'done' && <Icon name="check" />}
        {job.state === 'failed' && <Icon name="cross" />}
        <span class="job-note numbers">
          {job.state === 'done' && (job.problem || t('editor.job_done'))}
          {job.state === 'failed' && (job.problem || t('editor.job_failed'))}
          {job.state === 'cancelled' && t('editor.job_cancelled')}
          {isRunning(job) && notesOf(job)}
        </span>
        {isRunning(job) && (
          <Button kind="quiet" label={t('editor.cancel_job_of', { name })} onPress={() => void take(job, 'cancel')}>
            {t('editor.cancel_job')}
          </Button>
        )}
        {(job.state === 'failed' || job.state === 'cancelled') && (
          <Button kind="quiet" icon="refresh" label={t('editor.job_again_of', { name })} onPress={() => void take(job, 'again')}>
            {t('editor.job_again')}
          </Button>
        )}
      </span>
    </span>
  );
}
