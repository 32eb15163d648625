import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { FileDrop } from '../../../components/desk/file-drop.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { CarriedRow } from '../../../shared/contract/policies.ts';
import { dayText } from '../../../shared/days.ts';
import { wholeNumber } from '../../../shared/format.ts';
import { go, linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { hoursText } from '../rules/policy-fields.ts';
import { loadPeople, matchRow, type Matched } from './carried-people.ts';
import { readSheet, textOf } from './carried-sheet.ts';

interface Preview {
  lines: readonly Matched[]; // all of the sheet; the bad ones have a problem
  hours: number; // thousandths, of the good ones
}

function goodOf(lines: readonly Matched[]): CarriedRow[] {
  return lines.flatMap(({ row, member, problem }) =>
    member && !problem
      ? [{ member_id: member.id, title: row.title, began: row.began, hours: row.hours, source: row.source }]
      : [],
  );
}

/* What the server says of the rows that the page found nothing wrong with. */
async function judge(lines: readonly Matched[], reason: string): Promise<Preview | Failure> {
  const rows = goodOf(lines);
  if (rows.length === 0) return { lines, hours: 0 };
  const result = await call('POST /api/v1/corrections/carried', { body: { rows, reason, is_preview: true } });
  if (!result.ok) return result.failure;
  const answers = [...result.value.lines];
  const judged = lines.map((line) => {
    if (line.problem) return line;
    return { ...line, problem: answers.shift()?.problem ?? null };
  });
  return { lines: judged, hours: result.value.hours };
}

const columns = (): readonly Column<Matched>[] => [
  { id: 'line', title: t('queue.sheet_line'), cell: ({ row }) => row.line },
  { id: 'name', title: t('queue.sheet_name'), cell: ({ row }) => row.name, lead: true },
  { id: 'unit', title: t('rules.unit'), cell: ({ row, member }) => member?.unit_name ?? row.unit },
  { id: 'title', title: t('queue.sheet_title'), cell: ({ row }) => row.title },
  { id: 'began', title: t('queue.day'), cell: ({ row }) => dayText(row.began) },
  {
    id: 'hours',
    title: t('rules.trial_hours'),
    cell: ({ row }) => (Number.isFinite(row.hours) ? t('queue.hours', { hours: hoursText(row.hours) }) : ''),
  },
  {
    id: 'problem',
    title: t('queue.sheet_state'),
    cell: ({ problem }) => <span class={problem ? 'sheet-bad' : 'soft'}>{problem ?? t('queue.sheet_good')}</span>,
  },
];

function PreviewCard(props: { preview: Preview; reason: string; onAgain: () => void }) {
  const { preview, reason } = props;
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const rows = goodOf(preview.lines);
  const bad = preview.lines.length - rows.length;

  async function ask(): Promise<void> {
    busy.value = true;
    const result = await call('POST /api/v1/corrections/carried', { body: { rows, reason } });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('queue.carried_asked', { count: wholeNumber(result.value.n_good) }));
    go('queue', 'corrections');
  }

  return (
    <section class="card" aria-labelledby="carried-preview" data-good={rows.length} data-bad={bad}>
      <h2 class="card-title" id="carried-preview">
        {t('queue.preview')}
      </h2>
      <p>{t('queue.preview_sum', { good: wholeNumber(rows.length), hours: hoursText(preview.hours) })}</p>
      {bad > 0 && <Notice tone="warn">{t('queue.preview_bad', { bad: wholeNumber(bad) })}</Notice>}
      <DataTable
        caption={t('queue.preview')}
        columns={columns()}
        rows={[...preview.lines].sort((a, b) => Number(b.problem !== null) - Number(a.problem !== null))}
        keyOf={({ row }) => String(row.line)}
      />
      {failure.value && <FailureNotice failure={failure.value} />}
      <div class="card-actions">
        <Button kind="primary" disabled={rows.length === 0} busy={busy.value} onPress={() => void ask()}>
          {t('queue.carry_ask', { count: wholeNumber(rows.length) })}
        </Button>
        <Button onPress={props.onAgain}>{t('queue.carry_again')}</Button>
      </div>
    </section>
  );
}

/* Reads the sheet, finds the people, asks the server what it thinks of each row. */
function usePreview() {
  const preview = useSignal<Preview | null>(null);
  const failure = useSignal<Failure | null>(null);
  const problem = useSignal<string | null>(null);
  const soFar = useSignal<number | null>(null); // people who were looked at; null: nothing is under way

  async function make(text: string, wish: { unit: string; source: string; reason: string }): Promise<void> {
    const sheet = readSheet(text, wish.source);
    problem.value = sheet.problem;
    failure.value = null;
    if (sheet.problem) return;
    soFar.value = 0;
    const people = await loadPeople(wish.unit, (count) => (soFar.value = count));
    const judged =
      people instanceof Map
        ? await judge(sheet.rows.map((row) => matchRow(row, people)), wish.reason)
        : (people as Failure);
    soFar.value = null;
    if ('lines' in judged) preview.value = judged;
    else failure.value = judged;
  }
  return { preview, failure, problem, soFar, make };
}

/* Hours from before, out of a spreadsheet: looked at row by row, then asked for; a second person approves. */
export function Carried() {
  const unit = useSignal('');
  const source = useSignal('');
  const reason = useSignal('');
  const text = useSignal('');
  const fault = useSignal<'unit' | 'source' | 'reason' | 'text' | null>(null);
  const { preview, failure, problem, soFar, make } = usePreview();

  function look(): void {
    const values = { unit, source, reason, text };
    fault.value = (['unit', 'source', 'reason', 'text'] as const).find((key) => values[key].value.trim() === '') ?? null;
    if (fault.value) return focusField(`carried-${fault.value}`);
    void make(text.value, { unit: unit.value, source: source.value.trim(), reason: reason.value.trim() });
  }

  const missing = (key: 'unit' | 'source' | 'reason' | 'text') =>
    fault.value === key ? t(`queue.missing_${key}`) : null;
  return (
    <>
      <a class="back-link" href={linkTo('queue', 'corrections')}>
        {t('queue.back')}
      </a>
      <p class="section-lead">{t('queue.carry_lead')}</p>
      {preview.value && (
        <PreviewCard preview={preview.value} reason={reason.value.trim()} onAgain={() => (preview.value = null)} />
      )}
      <form
        class="card"
        hidden={preview.value !== null}
        noValidate
        aria-label={t('queue.carry')}
        onSubmit={(event) => {
          event.preventDefault();
          if (soFar.value === null) look();
        }}
      >
        <UnitPicker
          label={t('queue.carry_unit')}
          hint={t('queue.carry_unit_hint')}
          error={missing('unit')}
          value={unit.value}
          onPick={(id) => (unit.value = id)}
        />
        <div class="form-pair">
          <Field id="carried-source" label={t('queue.carry_source')} hint={t('queue.carry_source_hint')} error={missing('source')} value={source.value} onInput={(value) => (source.value = value)} />
          <Field id="carried-reason" label={t('queue.carry_reason')} hint={t('queue.carry_reason_hint')} error={missing('reason')} value={reason.value} onInput={(value) => (reason.value = value)} />
        </div>
        <FileDrop
          label={t('queue.carry_file')}
          hint={t('queue.carry_file_hint')}
          accept=".csv,.txt"
          onFile={(file) => void file.arrayBuffer().then((bytes) => (text.value = textOf(bytes)))}
        />
        <div class="field">
          <label class="field-label" for="carried-text">
            {t('queue.carry_text')}
          </label>
          <textarea
            class="field-input carried-text"
            id="carried-text"
            rows={8}
            spellcheck={false}
            aria-describedby="carried-text-note"
            value={text.value}
            onInput={(event) => (text.value = event.currentTarget.value)}
          />
          <p class="field-note" id="carried-text-note">
            {missing('text') ?? t('queue.carry_text_hint')}
          </p>
        </div>
        {problem.value && <Notice tone="bad">{problem.value}</Notice>}
        {failure.value && <FailureNotice failure={failure.value} />}
        <div class="card-actions">
          <Button type="submit" kind="primary" icon="eye" busy={soFar.value !== null}>
            {soFar.value === null ? t('queue.look') : t('queue.looking', { count: wholeNumber(soFar.value) })}
          </Button>
        </div>
      </form>
    </>
  );
}
