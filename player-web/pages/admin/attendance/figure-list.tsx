import { Icon } from '../../../components/icon.tsx';
import { shortTime } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import type { Interval } from './intervals.ts';
import { lengthText, mediaClock } from './plain-words.ts';

export interface Figure {
  id: string;
  name: string;
  ms: number;
  why: string;
  set?: readonly Interval[]; // it is made of these
  isWall?: boolean; // moments instead of places in the media
}

function placeText(figure: Figure, at: number): string {
  return figure.isWall ? shortTime(at) : mediaClock(at);
}

function IntervalTable({ figure }: { figure: Figure }) {
  const set = figure.set ?? [];
  if (set.length === 0) return <p class="soft">{t('attend.no_intervals')}</p>;
  return (
    <table class="intervals numbers">
      <caption class="visually-hidden">{figure.name}</caption>
      <thead>
        <tr>
          <th scope="col">{t('attend.from')}</th>
          <th scope="col">{t('attend.until')}</th>
          <th scope="col">{t('attend.length')}</th>
        </tr>
      </thead>
      <tbody>
        {set.map((one) => (
          <tr key={one.from}>
            <td>{placeText(figure, one.from)}</td>
            <td>{placeText(figure, one.to)}</td>
            <td>{lengthText(one.to - one.from)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/* Each figure opens to what it is made of. */
export function FigureList({ figures }: { figures: readonly Figure[] }) {
  return (
    <div class="opens">
      {figures.map((figure) => (
        <details key={figure.id} class="opens-item" data-figure={figure.id}>
          <summary class="opens-line">
            <Icon name="chevron" />
            <span class="opens-name">{figure.name}</span>
            <span class="opens-value numbers">{lengthText(figure.ms)}</span>
          </summary>
          <div class="opens-inside">
            <p>{figure.why}</p>
            {figure.set && <IntervalTable figure={figure} />}
          </div>
        </details>
      ))}
    </div>
  );
}
