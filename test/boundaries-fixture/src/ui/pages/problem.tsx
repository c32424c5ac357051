// clean
import type { FC } from 'hono/jsx';
import { claims } from '../../domain/claims';

export const Problem: FC = () => <p>{claims.join()}</p>;
