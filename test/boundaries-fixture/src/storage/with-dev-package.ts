// breach: storage-imports, product-never-dev-packages
import { Pool } from 'pg';

export const breach = Pool;
