// breach: ui-pages-never-browser
import { start } from './browser/passkey';

export const breach = start;
