import type { Route } from '../../shared/hash-route.ts';

/* What /admin gives to the section that is open. */
export interface SectionProps {
  route: Route;
}
