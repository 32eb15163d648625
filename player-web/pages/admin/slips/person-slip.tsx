import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { SearchBox } from '../../../components/desk/search-box.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { Slip } from '../../../shared/contract/activation.ts';
import type { MemberRow } from '../../../shared/contract/members.ts';
import { t } from '../../../shared/i18n/locale.ts';

const SHOWN = 10;

function stateOf(row: MemberRow): 'account' | 'code' | 'none' {
  return row.has_account ? 'account' : row.has_code ? 'code' : 'none';
}

const TONES = { account: 'ok', code: 'calm', none: 'warn' } as const;

interface PersonRowProps {
  row: MemberRow;
  busy: boolean;
  onIssue: (row: MemberRow) => void;
  onCancel: (row: MemberRow) => void;
}

function PersonRow({ row, busy, onIssue, onCancel }: PersonRowProps) {
  const state = stateOf(row);
  return (
    <li class="slip-person" data-member={row.id}>
      <div class="slip-person-words">
        <p class="slip-person-name">
          <b>{row.name}</b>
          <StatusPill tone={TONES[state]} text={t(`slips.state_${state}`)} />
        </p>
        <p class="slip-person-unit">
          {row.unit_name}
          {row.phone && ` · ${row.phone}`}
        </p>
      </div>
      <div class="slip-actions">
        {row.has_code && (
          <Button
            kind="danger"
            busy={busy}
            label={t('slips.cancel_label', { name: row.name })}
            onPress={() => onCancel(row)}
          >
            {t('slips.cancel')}
          </Button>
        )}
        <Button
          busy={busy}
          label={t(`slips.issue_${state}_label`, { name: row.name })}
          onPress={() => onIssue(row)}
        >
          {t(`slips.issue_${state}`)}
        </Button>
      </div>
    </li>
  );
}

/* One person who lost the slip or forgot the password. */
export function PersonSlip({ onSlips }: { onSlips: (slips: Slip[]) => void }) {
  const query = useSignal('');
  const rows = useSignal<MemberRow[] | null>(null);
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const turn = useRef(0);

  async function search(text: string): Promise<void> {
    const mine = ++turn.current;
    query.value = text;
    if (text.trim() === '') {
      rows.value = null;
      return;
    }
    const result = await call('GET /api/v1/members', {
      query: { query: text.trim(), below: true, limit: SHOWN },
    });
    if (mine !== turn.current) return;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) rows.value = result.value;
  }

  async function issue(row: MemberRow): Promise<void> {
    if (row.has_account || row.has_code) {
      const why = row.has_account ? 'account' : 'code';
      const yes = await ask({
        title: t(`slips.ask_${why}_title`, { name: row.name }),
        text: t(`slips.ask_${why}_text`),
        yes: t(`slips.issue_${why}`),
      });
      if (!yes) return;
    }
    busy.value = true;
    const result = await call('POST /api/v1/activations', { body: { member_ids: [row.id], again: true } });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    onSlips(result.value);
    void search(query.value);
  }

  async function cancel(row: MemberRow): Promise<void> {
    busy.value = true;
    const result = await call('DELETE /api/v1/members/{id}/activation', { path: { id: row.id } });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) showToast(t('slips.cancelled', { name: row.name }));
    void search(query.value);
  }

  return (
    <section class="card" aria-labelledby="person-slip-title">
      <h2 class="card-title" id="person-slip-title">
        {t('slips.person_heading')}
      </h2>
      <p class="card-lead">{t('slips.person_lead')}</p>
      <SearchBox
        label={t('slips.search')}
        value={query.value}
        onSearch={(text) => void search(text)}
      />
      {failure.value && <FailureNotice failure={failure.value} />}
      {rows.value?.length === 0 && <p class="section-empty">{t('slips.nobody_found')}</p>}
      {rows.value && rows.value.length > 0 && (
        <ul class="slip-people" aria-label={t('slips.found')}>
          {rows.value.map((row) => (
            <PersonRow
              key={row.id}
              row={row}
              busy={busy.value}
              onIssue={(one) => void issue(one)}
              onCancel={(one) => void cancel(one)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
