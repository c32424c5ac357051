// breach: ui-browser-imports
import { Problem } from '../pages/problem';

export const breach = Problem;
