import { startHome } from './home.tsx';

startHome('phone');
