import { t } from '../../../shared/i18n/locale.ts';
import type { Interval } from './intervals.ts';
import { sumOf } from './intervals.ts';
import { lengthText, mediaClock } from './plain-words.ts';

export interface Lane {
  id: 'live' | 'replay' | 'offline' | 'piece';
  name: string;
  set: readonly Interval[];
}

interface TimeBarProps {
  lengthMs: number; // of the event's media
  lanes: readonly Lane[];
  faults: readonly Interval[];
}

const LEAST_PERCENT = 0.3; // what is shorter would not be seen

function Part({ one, lengthMs, kind }: { one: Interval; lengthMs: number; kind: string }) {
  const left = Math.min(100, (100 * one.from) / lengthMs);
  const width = Math.max(LEAST_PERCENT, (100 * (Math.min(one.to, lengthMs) - one.from)) / lengthMs);
  return <rect class={`seen-part seen-${kind}`} x={`${left}%`} width={`${Math.min(width, 100 - left)}%`} y="0" height="100%" />;
}

/* One row of the bar; what it shows stands as text beside it and in the tables. */
function LaneRow({ lane, lengthMs, faults }: { lane: Lane; lengthMs: number; faults: readonly Interval[] }) {
  const label = t('attend.bar_label', { name: lane.name, time: lengthText(sumOf(lane.set)), count: lane.set.length });
  return (
    <li class="seen-row">
      <span class="seen-name" aria-hidden="true">{lane.name}</span>
      <span class="visually-hidden">{label}</span>
      <svg class="seen" aria-hidden="true" data-lane={lane.id}>
        {lane.set.map((one) => (
          <Part key={one.from} one={one} lengthMs={lengthMs} kind={lane.id} />
        ))}
        {faults.map((one) => (
          <Part key={`fault-${one.from}`} one={one} lengthMs={lengthMs} kind="fault" />
        ))}
      </svg>
    </li>
  );
}

/* What was seen, over the event's media; faults are hatched across it. */
export function TimeBar({ lengthMs, lanes, faults }: TimeBarProps) {
  if (lengthMs <= 0) return null;
  return (
    <div class="seen-bars">
      <svg class="seen-patterns" aria-hidden="true" width="0" height="0">
        <pattern id="seen-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="seen-hatch" width="4" height="8" />
        </pattern>
      </svg>
      <ul class="seen-rows">
        {lanes.map((lane) => (
          <LaneRow key={lane.id} lane={lane} lengthMs={lengthMs} faults={faults} />
        ))}
      </ul>
      <div class="seen-scale numbers" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <span key={share}>{mediaClock(lengthMs * share)}</span>
        ))}
      </div>
      {faults.length > 0 && (
        <p class="seen-legend soft">
          <svg class="seen-sign" aria-hidden="true">
            <rect class="seen-part seen-fault" width="100%" height="100%" />
          </svg>
          {t('attend.fault')}
        </p>
      )}
    </div>
  );
}
