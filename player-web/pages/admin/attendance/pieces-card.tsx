import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure, type Result } from '../../../shared/api-client.ts';
import type { RecordPiece, RecordPieces } from '../../../shared/contract/standing.ts';
import { shortTime } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { FigureList } from './figure-list.tsx';
import { parseSet, sumOf, unionOf } from './intervals.ts';
import { lengthText } from './plain-words.ts';
import { Card } from './record-cards.tsx';

export type PiecesOf = { record: string } | { register: string; member: string };

interface PiecesProps {
  of: PiecesOf;
  recordedMs?: number; // what the record has, to be compared
}

function ask(of: PiecesOf): Promise<Result<RecordPieces>> {
  if ('record' in of) return call('GET /api/v1/records/{id}/pieces', { path: { id: of.record } });
  const path = { id: of.register, member: of.member };
  return call('GET /api/v1/registers/{id}/members/{member}/pieces', { path });
}

function deviceText(row: RecordPiece): string {
  const parts = [row.place_name, row.screen_name, row.device].filter((part) => part !== undefined && part !== '');
  return parts.join(' · ') || t('attend.piece_gone');
}

function columns(): Column<RecordPiece>[] {
  return [
    {
      id: 'device',
      title: t('attend.piece_device'),
      lead: true,
      cell: (row) => (
        <>
          {deviceText(row)}
          <span class="attend-mark">{row.is_presence ? t('attend.piece_room') : t('attend.piece_own')}</span>
        </>
      ),
    },
    {
      id: 'what',
      title: t('attend.piece_what'),
      cell: (row) => [row.title, row.mode && t(`attend.mode_${row.mode}`)].filter(Boolean).join(' · '),
    },
    {
      id: 'when',
      title: t('attend.piece_when'),
      cell: (row) => <span class="numbers">{shortTime(Date.parse(row.opened_at))}</span>,
    },
    {
      id: 'brought',
      title: t('attend.piece_brought'),
      cell: (row) => (
        <FigureList
          figures={[
            {
              id: row.viewing_id,
              name: t('attend.piece_brought'),
              ms: row.media_ms,
              why: t('attend.why_covered'),
              set: parseSet(row.media),
            },
            {
              id: `${row.viewing_id}-wall`,
              name: t('attend.fig_presence'),
              ms: row.wall_ms,
              why: t('attend.why_presence'),
              set: parseSet(row.wall),
              isWall: true,
            },
          ]}
        />
      ),
    },
  ];
}

/* Computed again from the log: is it what the record says? */
function Compared({ pieces, recordedMs }: { pieces: readonly RecordPiece[]; recordedMs: number }) {
  const again = sumOf(unionOf(pieces.map((piece) => parseSet(piece.media))));
  if (again === recordedMs) return <Notice tone="ok">{t('attend.pieces_same')}</Notice>;
  const words = { again: lengthText(again), record: lengthText(recordedMs) };
  return <Notice tone="warn">{t('attend.pieces_differ', words)}</Notice>;
}

function List({ answer, recordedMs }: { answer: RecordPieces; recordedMs: number | undefined }) {
  return (
    <>
      {recordedMs !== undefined && !answer.is_cut && <Compared pieces={answer.pieces} recordedMs={recordedMs} />}
      {answer.is_cut && <Notice tone="info">{t('attend.pieces_cut')}</Notice>}
      <DataTable
        caption={t('attend.pieces')}
        columns={columns()}
        rows={answer.pieces}
        keyOf={(row) => `${row.viewing_id} ${row.is_presence}`}
        empty={<Empty icon="eye" title={t('attend.pieces_none')} />}
      />
    </>
  );
}

/* Where the minutes come from, viewing by viewing. It costs the server a look into its log: on demand. */
export function PiecesCard({ of, recordedMs }: PiecesProps) {
  const answer = useSignal<RecordPieces | null>(null);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  async function load(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    const result = await ask(of);
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) answer.value = result.value;
  }
  useEffect(() => {
    if (recordedMs === undefined) void load();
  }, []);
  return (
    <Card title={t('attend.pieces')} name="pieces">
      <p class="soft">{t('attend.pieces_lead')}</p>
      {failure.value && <FailureNotice failure={failure.value} />}
      {answer.value && <List answer={answer.value} recordedMs={recordedMs} />}
      {isBusy.value && !answer.value && <SkeletonLines count={3} />}
      {!answer.value && (
        <div class="card-actions">
          <Button icon="eye" busy={isBusy.value} onPress={() => void load()}>
            {t('attend.pieces_show')}
          </Button>
        </div>
      )}
    </Card>
  );
}
