import './queue.css';
import '../../../shared/i18n/words-queue.ts';
import '../../../shared/i18n/words-rules.ts';

import { useEffect } from 'preact/hooks';

import { PlaceTabs } from '../../../components/desk/place-tabs.tsx';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { may } from '../../../shared/self.ts';
import type { SectionProps } from '../section-props.ts';
import { Carried } from './carried.tsx';
import { Corrections } from './corrections.tsx';
import { Leaves } from './leaves.tsx';
import { Objections } from './objections.tsx';
import { loadQueueCount, queueCount } from './queue-state.ts';

const TABS = ['objections', 'corrections', 'leaves'] as const;

/* What waits for an answer or a second person. */
export default function QueueSection({ route }: SectionProps) {
  const tabs = TABS.filter((tab) => tab !== 'leaves' || may('leave.decide'));
  const isCarried = route.id === 'carried';
  const here = isCarried ? 'corrections' : (tabs.find((tab) => tab === route.id) ?? 'objections');
  useEffect(() => void loadQueueCount(), []);
  return (
    <div class="section queue">
      <div class="section-head">
        <h1 class="section-title">{t('admin.queue')}</h1>
      </div>
      <PlaceTabs
        label={t('queue.parts')}
        current={here}
        tabs={tabs.map((tab) => ({
          id: tab,
          text: t(`queue.${tab}`),
          href: linkTo('queue', tab),
          count: queueCount.value?.[tab],
        }))}
      />
      {isCarried && <Carried />}
      {!isCarried && here === 'objections' && <Objections />}
      {!isCarried && here === 'corrections' && <Corrections />}
      {!isCarried && here === 'leaves' && <Leaves />}
    </div>
  );
}
