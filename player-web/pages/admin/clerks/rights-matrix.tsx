import './rights-matrix.css';

import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Loading } from '../../../components/loading.tsx';
import { call } from '../../../shared/api-client.ts';
import type { RoleWord } from '../../../shared/contract.ts';
import type { RightRow } from '../../../shared/contract/rights.ts';
import { findText, locale, t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { groupsOf, REACHES, reachOf, SHOWN_ROLES, type Reach } from './reach.ts';

const SIGNS: Record<Reach, string> = { everywhere: '●', subtree: '◐', own: '○', none: '–' };

function actionText(row: RightRow): string {
  const known = findText(`right.${row.action}`);
  return known ?? (locale.value === 'en' ? row.summary : row.action);
}

function Cell({ row, role }: { row: RightRow; role: RoleWord }) {
  const reach = reachOf(row, role);
  return (
    <td class={`right right-${reach}`} data-reach={reach}>
      <span aria-hidden="true">{SIGNS[reach]}</span>
      <span class="visually-hidden">{t(`rights.reach_${reach}`)}</span>
    </td>
  );
}

function Legend() {
  return (
    <dl class="rights-legend">
      {REACHES.map((reach) => (
        <div key={reach}>
          <dt class={`right right-${reach}`} aria-hidden="true">
            {SIGNS[reach]}
          </dt>
          <dd>{t(`rights.legend_${reach}`)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Matrix({ rows }: { rows: readonly RightRow[] }) {
  return (
    <div class="rights-box" tabIndex={0} role="region" aria-labelledby="rights-title">
      <table class="rights">
        <caption class="visually-hidden">{t('rights.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('rights.action')}</th>
            {SHOWN_ROLES.map((role) => (
              <th key={role} scope="col">
                {t(`role.${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        {groupsOf(rows).map(({ group, rows: own }) => (
          <tbody key={group}>
            <tr class="rights-group">
              <th scope="rowgroup" colSpan={SHOWN_ROLES.length + 1}>
                <span>{t(`rights.group_${group}`)}</span>
              </th>
            </tr>
            {own.map((row) => (
              <tr key={row.action} data-action={row.action}>
                <th scope="row">{actionText(row)}</th>
                {SHOWN_ROLES.map((role) => (
                  <Cell key={role} row={row} role={role} />
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

/* The server's own table of rights: what it enforces is what is shown. */
export function RightsMatrix() {
  const loaded = useLoaded(() => call('GET /api/v1/rights'));
  return (
    <section class="card" aria-labelledby="rights-title">
      <h2 class="card-title" id="rights-title">
        {t('rights.heading')}
      </h2>
      <p class="card-lead">{t('rights.lead')}</p>
      <Legend />
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!loaded.value && !loaded.failure && <Loading />}
      {loaded.value && <Matrix rows={loaded.value} />}
    </section>
  );
}
