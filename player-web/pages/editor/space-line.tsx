import './space-line.css';

import { Progress } from '../../components/desk/progress.tsx';
import { amountText } from '../../shared/amount.ts';
import { call } from '../../shared/api-client.ts';
import type { CourseSpace } from '../../shared/contract/courses.ts';
import { t } from '../../shared/i18n/locale.ts';
import { useLoaded } from '../../shared/use-loaded.ts';
import { endings } from './jobs.ts';
import { transfers } from './upload/transfers.ts';

const NEARLY_FULL = 0.9;

function Words({ space }: { space: CourseSpace }) {
  const { total_bytes, left_bytes, bound_bytes = 0, bound_used_bytes = 0, bound_name } = space;
  if (left_bytes === undefined) return <span>{t('editor.space', { used: amountText(total_bytes) })}</span>;
  const [used, quota, left] = [bound_used_bytes, bound_bytes, left_bytes].map(amountText);
  const words = bound_name
    ? t('editor.space_of', { name: bound_name, used: used ?? '', quota: quota ?? '', left: left ?? '' })
    : t('editor.space_of_none', { used: used ?? '', quota: quota ?? '', left: left ?? '' });
  return (
    <>
      <Progress label={t('editor.space_label')} value={Math.min(bound_used_bytes, bound_bytes)} max={Math.max(1, bound_bytes)} />
      <span>{words}</span>
    </>
  );
}

/* What courses take on the disk and what is left; of a course its office's, else that of new courses. */
export function SpaceLine({ courseId = '', office = '' }: { courseId?: string; office?: string }) {
  /* Asked again when a file begins or ends, or a job has ended. */
  const turn = `${transfers.value.map((one) => one.state).join()} ${JSON.stringify(endings.value)}`;
  const loaded = useLoaded(
    () => call('GET /api/v1/course-space', { query: courseId === '' ? {} : { course_id: courseId } }),
    `${courseId} ${office} ${turn}`,
  );
  const space = loaded.value;
  if (!space) return null;
  const isNearlyFull = space.bound_bytes !== undefined && (space.bound_used_bytes ?? 0) >= NEARLY_FULL * space.bound_bytes;
  return (
    <p class={isNearlyFull ? 'space-line space-line-full numbers' : 'space-line soft numbers'} data-space>
      <Words space={space} />
    </p>
  );
}
