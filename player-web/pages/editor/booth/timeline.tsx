import { clockLength } from '../../../components/watch/times.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { fitOf } from './assemble.ts';
import type { Booth } from './booth-work.ts';
import { limitOf, type Paragraph } from './paragraphs.ts';
import { msOfSamples } from './wav.ts';

/* Units of the drawings, whatever their width. */
const WIDE = 1000;
const LEAST_WIDE = 2;

function Whole({ paragraphs, at, durationMs }: { paragraphs: readonly Paragraph[]; at: number; durationMs: number }) {
  const x = (ms: number) => (ms / Math.max(1, durationMs)) * WIDE;
  const classOf = (one: Paragraph, i: number) =>
    ['line-part', one.takeId === '' ? '' : 'line-part-done', i === at ? 'line-part-now' : ''].filter(Boolean).join(' ');
  return (
    <svg class="line-whole" viewBox={`0 0 ${WIDE} 10`} preserveAspectRatio="none" aria-hidden="true">
      {paragraphs.map((one, i) => (
        <rect
          key={one.id}
          class={classOf(one, i)}
          x={x(one.fromMs)}
          y={0}
          width={Math.max(LEAST_WIDE, x(one.toMs) - x(one.fromMs) - 1)}
          height={10}
        />
      ))}
    </svg>
  );
}

interface NearProps {
  booth: Booth;
  paragraph: Paragraph;
  limitMs: number;
  takeMs: number; // 0: none
}

/* The paragraph, the pause behind it, where the next one begins; the take below, what is too long in another colour. */
function Near({ booth, paragraph, limitMs, takeMs }: NearProps) {
  const { fromMs, toMs, isCut } = paragraph;
  const isOn = booth.phase.value === 'recording';
  const nowMs = booth.nowMs.value;
  const takeEndMs = isOn ? nowMs : fromMs + takeMs;
  const lastMs = Math.max(limitMs, takeEndMs, toMs) + (toMs - fromMs) / 8;
  const x = (ms: number) => ((Math.max(fromMs, ms) - fromMs) / (lastMs - fromMs)) * WIDE;
  const heardMs = isCut ? toMs : limitMs;
  const spans = [
    { name: 'line-take', from: fromMs, to: Math.min(takeEndMs, toMs) },
    { name: 'line-flow', from: toMs, to: Math.min(takeEndMs, heardMs) },
    { name: 'line-lost', from: heardMs, to: takeEndMs },
  ];
  return (
    <svg class="line-near" viewBox={`0 0 ${WIDE} 40`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="line-paragraph" x={0} y={0} width={x(toMs)} height={18} />
      <rect class="line-next" x={x(limitMs)} y={0} width={WIDE - x(limitMs)} height={18} />
      {spans.map(({ name, from, to }) =>
        to > from ? <rect key={name} class={name} x={x(from)} y={22} width={x(to) - x(from)} height={18} /> : null,
      )}
      {nowMs >= fromMs && nowMs <= lastMs && <rect class="line-now" x={x(nowMs)} y={0} width={3} height={40} />}
    </svg>
  );
}

export function Timeline({ booth }: { booth: Booth }) {
  const { paragraphs, durationMs } = booth.dub.value;
  const at = booth.at.value;
  const paragraph = booth.paragraph;
  if (!paragraph) return null;
  const take = booth.chosen;
  const takeMs = take ? msOfSamples(take.samples) : 0;
  const limitMs = limitOf(paragraphs, at, durationMs);
  const fit = fitOf(paragraphs, at, takeMs, durationMs);
  return (
    <div class="line" data-fit={take ? fit.kind : 'none'}>
      <Whole paragraphs={paragraphs} at={at} durationMs={durationMs} />
      <Near booth={booth} paragraph={paragraph} limitMs={limitMs} takeMs={takeMs} />
      <p class="line-words soft numbers">
        <span>{clockLength(paragraph.fromMs)}</span>
        <span>{t('booth.length', { seconds: ((paragraph.toMs - paragraph.fromMs) / 1000).toFixed(1) })}</span>
        <span>{t('booth.next_at', { time: clockLength(limitMs) })}</span>
      </p>
    </div>
  );
}
