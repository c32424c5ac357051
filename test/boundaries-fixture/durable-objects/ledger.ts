// breach: atoms-never-atoms
import { grants } from './account/grants';

export const breach = grants;
