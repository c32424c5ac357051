// breach: routes-imports
import { sql } from 'drizzle-orm';

export const breach = sql;
