import { clockLength } from '../../../components/watch/times.ts';
import type { AttendanceRecord } from '../../../shared/contract/policies.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { minutesText } from './amounts.ts';
import { piecesOf, sumOf, type Piece, type RecordText, type SpanClass } from './record-text.ts';

const WIDTH = 1000;
const LEAST = 2; // a piece of a second is seen in a film of hours

function Rectangle({ piece, length }: { piece: Piece; length: number }) {
  const x = (piece.from / length) * WIDTH;
  const width = Math.max(LEAST, ((piece.to - piece.from) / length) * WIDTH);
  return <rect class={`mine-bar-${piece.what}`} x={x} y={0} width={width} height={20} />;
}

function Legend({ what, ms }: { what: SpanClass | 'missing'; ms: number }) {
  if (ms <= 0) return null;
  return (
    <li>
      <svg class="mine-key" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        <rect class={`mine-bar-${what}`} x={0} y={0} width={12} height={12} />
      </svg>
      {t(`mine.class_${what}`)} <b class="numbers">{minutesText(ms)}</b>
    </li>
  );
}

/* The event from its beginning to its end, with what counted of it; then the same in words. */
export function TimeBar({ record, text }: { record: AttendanceRecord; text: RecordText }) {
  const pieces = piecesOf(text);
  const faults = sumOf(text.faults);
  const end = pieces.reduce((most, piece) => Math.max(most, piece.to), 0);
  const length = Math.max(record.required_ms + faults, end, 1);
  const missing = record.required_ms - record.covered_ms;
  return (
    <div class="mine-time">
      <svg class="mine-bar" viewBox={`0 0 ${WIDTH} 20`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="mine-bar-missing" x={0} y={0} width={WIDTH} height={20} />
        {pieces.map((piece) => (
          <Rectangle key={`${piece.what} ${piece.from}`} piece={piece} length={length} />
        ))}
      </svg>
      <p class="mine-bar-ends numbers">
        <span>0:00</span>
        <span>{clockLength(length)}</span>
      </p>
      <ul class="mine-legend">
        <Legend what="live" ms={sumOf(text.live)} />
        <Legend what="replay" ms={sumOf(text.replay)} />
        <Legend what="offline" ms={sumOf(text.offline)} />
        <Legend what="missing" ms={missing} />
        <Legend what="fault" ms={faults} />
      </ul>
      {pieces.length > 0 ? (
        <details>
          <summary>{t('mine.pieces')}</summary>
          <ol class="mine-pieces numbers">
            {pieces.map((piece) => (
              <li key={`${piece.what} ${piece.from}`}>
                {t('mine.piece', { from: clockLength(piece.from), to: clockLength(piece.to) })} ·{' '}
                {t(`mine.class_${piece.what}`)}
              </li>
            ))}
          </ol>
        </details>
      ) : (
        <p class="soft">{t('mine.what_none')}</p>
      )}
    </div>
  );
}
