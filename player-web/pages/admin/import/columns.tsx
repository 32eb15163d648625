import '../../../components/desk/select.css';

import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { Import, ImportColumn, ImportField } from '../../../shared/contract/sheets.ts';
import { findText, t } from '../../../shared/i18n/locale.ts';
import { change } from './run.ts';

const HEADER_ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/* A newer server may know more fields than this page has words for. */
function nameOf(now: Import, field: ImportField): string {
  return findText(`import.${now.kind}_${field.field}`) ?? field.name;
}

function fieldsOf(now: Import): string[] {
  return now.columns.map((column) => column.field ?? '');
}

/* A field taken by another column moves here: it cannot come from two. */
function withField(now: Import, at: number, field: string): string[] {
  return fieldsOf(now).map((word, i) => (i === at ? field : word === field ? '' : word));
}

function ColumnRow({ now, column, at }: { now: Import; column: ImportColumn; at: number }) {
  const taken = column.field !== undefined && column.field !== '';
  const id = `column-${at}`;
  return (
    <tr class={taken ? 'column' : 'column column-left'} data-column={column.header}>
      <th scope="row">
        <label for={id}>{column.header || t('import.column_unnamed', { number: at + 1 })}</label>
      </th>
      <td class="column-samples">{column.samples.filter((text) => text !== '').join('  ·  ')}</td>
      <td>
        <select
          id={id}
          class="field-input select"
          value={column.field ?? ''}
          onChange={(event) => void change({ columns: withField(now, at, event.currentTarget.value) })}
        >
          <option value="">{t('import.column_skip')}</option>
          {now.fields.map((field) => (
            <option key={field.field} value={field.field}>
              {nameOf(now, field)}
              {field.required ? ` ${t('import.required')}` : ''}
            </option>
          ))}
        </select>
      </td>
    </tr>
  );
}

function Missing({ now }: { now: Import }) {
  const mapped = new Set(fieldsOf(now));
  const missing = now.fields.filter((field) => field.required && !mapped.has(field.field));
  if (missing.length === 0) return null;
  return (
    <Notice tone="warn">
      {t('import.missing', { fields: missing.map((field) => nameOf(now, field)).join(' · ') })}
    </Notice>
  );
}

function SheetChoice({ now }: { now: Import }) {
  return (
    <div class="import-where">
      {now.sheets.length > 1 && (
        <label class="field" for="import-sheet">
          <span class="field-label">{t('import.sheet')}</span>
          <select
            id="import-sheet"
            class="field-input select"
            value={String(now.sheet)}
            onChange={(event) => void change({ sheet: Number(event.currentTarget.value) })}
          >
            {now.sheets.map((name, i) => (
              <option key={i} value={String(i)}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="field" for="import-header">
        <span class="field-label">{t('import.header_row')}</span>
        <select
          id="import-header"
          class="field-input select"
          value={String(now.header_row)}
          onChange={(event) => void change({ header_row: Number(event.currentTarget.value) })}
        >
          {[...new Set([...HEADER_ROWS, now.header_row])].map((row) => (
            <option key={row} value={String(row)}>
              {t('import.header_row_at', { row })}
            </option>
          ))}
        </select>
      </label>
      <UnitPicker
        label={t('import.unit')}
        hint={t('import.unit_hint')}
        optional
        value={now.unit_id ?? ''}
        onPick={(unitId) => void change({ unit_id: unitId })}
      />
    </div>
  );
}

const SHOWN_AT_FIRST = 12;

/* Step two: which column holds what. The server has guessed already. */
export function Columns({ now }: { now: Import }) {
  const all = useSignal(false);
  const order = now.columns.map((column, at) => ({ column, at }));
  const shown = all.value
    ? order
    : order.filter(({ column, at }) => at < SHOWN_AT_FIRST || Boolean(column.field));
  return (
    <section class="card" aria-labelledby="import-columns-title">
      <h2 class="card-title" id="import-columns-title">
        {t('import.columns_heading')}
      </h2>
      <p class="card-lead">{t('import.columns_lead', { file: now.file_name })}</p>
      <SheetChoice now={now} />
      <Missing now={now} />
      <table class="columns">
        <thead>
          <tr>
            <th scope="col">{t('import.column_header')}</th>
            <th scope="col">{t('import.column_samples')}</th>
            <th scope="col">{t('import.column_field')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ column, at }) => (
            <ColumnRow key={at} now={now} column={column} at={at} />
          ))}
        </tbody>
      </table>
      {shown.length < order.length && (
        <div>
          <Button kind="quiet" onPress={() => (all.value = true)}>
            {t('import.columns_more', { count: order.length - shown.length })}
          </Button>
        </div>
      )}
    </section>
  );
}
