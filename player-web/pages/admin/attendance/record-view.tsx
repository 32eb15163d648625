import { useEffect } from 'preact/hooks';

import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { call } from '../../../shared/api-client.ts';
import type { AttendanceRecord, AttendanceRecordWhole } from '../../../shared/contract/policies.ts';
import { dateAndTime } from '../../../shared/format.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { ChainCard, LogCard, ProofCard, ReadersCard, TrustCard } from './record-cards.tsx';
import { FigureList, type Figure } from './figure-list.tsx';
import { sumOf, unionOf, without, type Interval } from './intervals.ts';
import { PiecesCard } from './pieces-card.tsx';
import { hoursText, lengthText, STATE_TONES, stateText } from './plain-words.ts';
import { PolicyCard } from './policy-card.tsx';
import { parseRecordText, type RecordText } from './record-text.ts';
import { TimeBar } from './time-bar.tsx';

/* What was found, in one sentence. */
function summary(record: AttendanceRecord): string {
  if (record.kind === 'carried') return t('attend.sum_carried', { hours: hoursText(record.hours) });
  const whole = lengthText(record.required_ms);
  if (record.covered_ms === 0) return t('attend.sum_absent', { whole });
  const words = { whole, part: lengthText(record.covered_ms), credited: lengthText(record.credited_ms) };
  return t('attend.sum', { ...words, hours: hoursText(record.hours) });
}

function Head({ record }: { record: AttendanceRecord }) {
  return (
    <div class="attend-words">
      <h1 class="section-title">{record.name}</h1>
      <p class="soft">
        {record.title} · {t(`attend.kind_${record.kind}`)} · {dateAndTime(Date.parse(record.began_at))} ·{' '}
        {record.unit_name}
      </p>
      <p class="attend-state">
        <StatusPill tone={STATE_TONES[record.state]} text={stateText(record.state)} />
        <span data-sum>{summary(record)}</span>
      </p>
    </div>
  );
}

/* The end of the event's media, as far as the text tells it: gaps at its end are faults or not seen. */
function mediaLength(record: AttendanceRecord, text: RecordText): number {
  const last = Math.max(0, ...[text.faults, text.live, text.replay, text.offline].map((set) => set.at(-1)?.to ?? 0));
  return Math.max(record.required_ms + sumOf(text.faults), last);
}

function figuresOf(record: AttendanceRecord, text: RecordText, lengthMs: number): Figure[] {
  const whole: Interval[] = [{ from: 0, to: lengthMs }];
  const covered = without(unionOf([text.live, text.replay, text.offline]), text.faults);
  const media: Figure[] = [
    {
      id: 'required',
      name: t('attend.fig_required'),
      ms: record.required_ms,
      why: t('attend.why_required'),
      set: without(whole, text.faults),
    },
    { id: 'live', name: t('attend.fig_live'), ms: record.live_ms, why: t('attend.why_live'), set: text.live },
    { id: 'replay', name: t('attend.fig_replay'), ms: record.replay_ms, why: t('attend.why_replay'), set: text.replay },
    {
      id: 'offline',
      name: t('attend.fig_offline'),
      ms: record.offline_ms,
      why: t('attend.why_offline_part'),
      set: text.offline,
    },
    { id: 'covered', name: t('attend.fig_covered'), ms: record.covered_ms, why: t('attend.why_covered'), set: covered },
    {
      id: 'presence',
      name: t('attend.fig_presence'),
      ms: record.presence_ms,
      why: t('attend.why_presence'),
      set: text.presence,
      isWall: true,
    },
    { id: 'credited', name: t('attend.fig_credited'), ms: record.credited_ms, why: t('attend.why_credited') },
  ];
  if (text.faults.length === 0) return media;
  const faults = { id: 'faults', name: t('attend.fig_faults'), ms: sumOf(text.faults), why: t('attend.why_faults') };
  return [...media, { ...faults, set: text.faults }];
}

function Seen({ record, text }: { record: AttendanceRecord; text: RecordText }) {
  const lengthMs = mediaLength(record, text);
  return (
    <section class="card" aria-labelledby="attend-bar">
      <h2 class="card-title" id="attend-bar">
        {t('attend.bar_title')}
      </h2>
      <p class="soft">{t('attend.bar_text', { whole: lengthText(lengthMs) })}</p>
      <TimeBar
        lengthMs={lengthMs}
        faults={text.faults}
        lanes={[
          { id: 'live', name: t('attend.fig_live'), set: text.live },
          { id: 'replay', name: t('attend.fig_replay'), set: text.replay },
          { id: 'offline', name: t('attend.fig_offline'), set: text.offline },
        ]}
      />
      <h3 class="attend-sub">{t('attend.figures')}</h3>
      <FigureList figures={figuresOf(record, text, lengthMs)} />
    </section>
  );
}

function Whole({ whole }: { whole: AttendanceRecordWhole }) {
  const { record, chain, proof } = whole;
  const text = proof.text === undefined ? null : parseRecordText(proof.text);
  return (
    <>
      <Head record={record} />
      {!record.is_newest && <Notice tone="warn">{t('attend.replaced')}</Notice>}
      {proof.text === undefined && <Notice tone="info">{t('attend.erased')}</Notice>}
      {text && record.kind !== 'carried' && <Seen record={record} text={text} />}
      {record.register_id && <PiecesCard of={{ record: record.id }} recordedMs={record.live_ms + record.replay_ms + record.offline_ms} />}
      <div class="attend-cards">
        {record.kind !== 'carried' && <PolicyCard record={record} rule={text?.rule ?? ''} />}
        <TrustCard record={record} text={text} />
        <ChainCard record={record} chain={chain} text={text} />
        <ProofCard record={record} receipt={proof.receipt} />
        <LogCard days={text?.days ?? []} />
        <ReadersCard readers={whole.readers} />
      </div>
    </>
  );
}

/* One closed record: every figure opens to its intervals, with rule, support and proof. */
export function RecordView({ id, register }: { id: string; register: string }) {
  const loaded = useLoaded(() => call('GET /api/v1/records/{id}', { path: { id } }), id);
  useEffect(() => window.scrollTo(0, 0), [id]);
  const whole = loaded.value;
  const back = register || whole?.record.register_id || '';
  return (
    <article class="section attendance" aria-label={whole?.record.name ?? t('attend.record')}>
      <a class="back-link" href={linkTo('attendance', back)}>
        {back === '' ? t('attend.back') : t('attend.back_register')}
      </a>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!whole && !loaded.failure && (
        <>
          <h1 class="section-title">{t('attend.record')}</h1>
          <SkeletonLines count={8} />
        </>
      )}
      {whole && <Whole whole={whole} />}
    </article>
  );
}
