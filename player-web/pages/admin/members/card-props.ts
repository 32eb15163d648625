import type { MemberDetail } from '../../../shared/contract/members.ts';

/* What the cards of a member need. */
export interface CardProps {
  member: MemberDetail;
  mayChange: boolean;
  reload: () => void;
}

/* The unit that is home now, or was last. */
export function homeOf(member: MemberDetail): string {
  const open = member.memberships.find((row) => row.home && !row.until);
  return (open ?? member.memberships[0])?.unit_id ?? '';
}
