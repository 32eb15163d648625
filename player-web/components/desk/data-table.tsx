import './data-table.css';

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { t } from '../../shared/i18n/locale.ts';

export interface Column<T> {
  id: string;
  title: string;
  cell: (row: T) => ComponentChildren;
  lead?: boolean; // on a phone the line above the others, without its title
  end?: boolean; // buttons or numbers, at the right
  spare?: boolean; // left out where space is short
}

interface DataTableProps<T> {
  caption: string; // read out, not shown
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  loading?: boolean; // the first rows, or more of them, are on their way
  empty?: ComponentChildren; // says what to do
  isOpen?: (row: T) => boolean;
  onEnd?: () => void; // the last row comes into sight: fetch more
}

const SKELETON_ROWS = [1, 2, 3, 4, 5, 6];

function SkeletonRows({ columns }: { columns: number }) {
  return (
    <>
      {SKELETON_ROWS.map((row) => (
        <tr key={row} class="table-skeleton" aria-hidden="true">
          <td colSpan={columns}>
            <span class="skeleton" />
          </td>
        </tr>
      ))}
    </>
  );
}

/* Calls `run` each time the element comes into sight. */
export function useInSight(run: (() => void) | undefined) {
  const mark = useRef<HTMLDivElement>(null);
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const element = mark.current;
    if (!element) return undefined;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) latest.current?.();
      },
      { rootMargin: '400px' },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [run === undefined]);
  return mark;
}

function TableRow<T>({ row, props }: { row: T; props: DataTableProps<T> }) {
  return (
    <tr class={props.isOpen?.(row) ? 'table-open' : undefined} data-row={props.keyOf(row)}>
      {props.columns.map((column) => (
        <td
          key={column.id}
          class={
            `cell${column.lead ? ' cell-lead' : ''}` +
            `${column.end ? ' cell-end' : ''}${column.spare ? ' cell-spare' : ''}`
          }
          data-title={column.lead || column.end ? undefined : column.title}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/* Rows with a head; on a phone each row becomes a card. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { columns, rows, loading = false } = props;
  const end = useInSight(props.onEnd);
  const isEmpty = rows.length === 0 && !loading;
  return (
    <div class="table-box" aria-busy={loading}>
      <table class="table">
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                class={`${column.end ? 'cell-end' : ''}${column.spare ? ' cell-spare' : ''}`}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow key={props.keyOf(row)} row={row} props={props} />
          ))}
          {loading && rows.length === 0 && <SkeletonRows columns={columns.length} />}
        </tbody>
      </table>
      {isEmpty && props.empty}
      {loading && rows.length > 0 && (
        <p class="table-more" role="status">
          {t('desk.loading_more')}
        </p>
      )}
      <div ref={end} class="table-end" />
    </div>
  );
}
