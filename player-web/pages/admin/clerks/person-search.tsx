import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { SearchBox } from '../../../components/desk/search-box.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { mayEverywhere } from '../../../shared/self.ts';

/* Somebody who can be appointed: a member with an account, or an account that is no member's. */
export interface Candidate {
  key: string;
  memberId?: string;
  accountId?: string;
  name: string;
  detail: string;
  hasAccount: boolean;
}

const SHOWN = 8;

async function findMembers(text: string): Promise<Candidate[] | Failure> {
  const result = await call('GET /api/v1/members', { query: { query: text, below: true, limit: SHOWN } });
  if (!result.ok) return result.failure;
  return result.value.map((row) => ({
    key: `member ${row.id}`,
    memberId: row.id,
    name: row.name,
    detail: row.phone ? `${row.unit_name} · ${row.phone}` : row.unit_name,
    hasAccount: row.has_account,
  }));
}

/* Only who manages accounts may list them; others find members. */
async function findAccounts(text: string): Promise<Candidate[]> {
  if (!mayEverywhere('account.manage')) return [];
  const result = await call('GET /api/v1/accounts', { query: { query: text, limit: SHOWN } });
  if (!result.ok) return [];
  return result.value.map((row) => ({
    key: `account ${row.id}`,
    accountId: row.id,
    name: row.display_name || row.name,
    detail: t('clerks.account_named', { name: row.name }),
    hasAccount: true,
  }));
}

interface PersonSearchProps {
  chosen: Candidate | null;
  onChoose: (candidate: Candidate) => void;
}

export function PersonSearch({ chosen, onChoose }: PersonSearchProps) {
  const query = useSignal('');
  const found = useSignal<Candidate[] | null>(null);
  const failure = useSignal<Failure | null>(null);
  const turn = useRef(0);

  async function search(text: string): Promise<void> {
    const mine = ++turn.current;
    query.value = text;
    if (text.trim() === '') {
      found.value = null;
      return;
    }
    const [members, accounts] = await Promise.all([findMembers(text.trim()), findAccounts(text.trim())]);
    if (mine !== turn.current) return;
    const isFailure = !Array.isArray(members);
    failure.value = isFailure ? members : null;
    found.value = [...(isFailure ? [] : members), ...accounts];
  }

  return (
    <div class="person-search">
      <p class="field-label">{t('clerks.person')}</p>
      <SearchBox
        label={t('clerks.search')}
        value={query.value}
        onSearch={(text) => void search(text)}
      />
      {failure.value && <FailureNotice failure={failure.value} />}
      {found.value?.length === 0 && <p class="section-empty">{t('clerks.nobody_found')}</p>}
      {found.value && found.value.length > 0 && (
        <div class="candidates" role="radiogroup" aria-label={t('clerks.found')}>
          {found.value.map((one) => (
            <label key={one.key} class={one.hasAccount ? 'candidate' : 'candidate candidate-off'}>
              <input
                type="radio"
                name="candidate"
                disabled={!one.hasAccount}
                checked={chosen?.key === one.key}
                onChange={() => onChoose(one)}
              />
              <span>
                <b>{one.name}</b>
                <small>{one.hasAccount ? one.detail : t('clerks.no_account', { unit: one.detail })}</small>
              </span>
            </label>
          ))}
        </div>
      )}
    </div>
  );
}
