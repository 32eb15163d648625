import { startHome } from './home.tsx';

startHome('pc');
