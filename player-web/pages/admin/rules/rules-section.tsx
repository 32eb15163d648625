import './rules.css';
import '../../../shared/i18n/words-rules.ts';

import { PlaceTabs } from '../../../components/desk/place-tabs.tsx';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import type { SectionProps } from '../section-props.ts';
import { Duties } from './duties.tsx';
import { Policies } from './policies.tsx';
import { PolicyForm } from './policy-form.tsx';

/* What attendance is worth, and which meetings are owed. */
export default function RulesSection({ route }: SectionProps) {
  const isDuties = route.id === 'duties';
  return (
    <div class="section rules">
      <div class="section-head">
        <h1 class="section-title">{t('admin.rules')}</h1>
      </div>
      <PlaceTabs
        label={t('rules.parts')}
        current={isDuties ? 'duties' : 'policies'}
        tabs={[
          { id: 'policies', text: t('rules.policies'), href: linkTo('rules') },
          { id: 'duties', text: t('rules.duties'), href: linkTo('rules', 'duties') },
        ]}
      />
      {isDuties && <Duties />}
      {route.id === 'change' && <PolicyForm key={JSON.stringify(route.query)} query={route.query} />}
      {!isDuties && route.id !== 'change' && <Policies query={route.query} />}
    </div>
  );
}
