// breach: index-imports
import { WorkerEntrypoint } from 'cloudflare:workers';
import { Account } from '../durable-objects/account';
import { signInRoute } from '../routes/sign-in';
import { app } from './app';

export { Account };
export const breach = signInRoute;
export class Entry extends WorkerEntrypoint {
  override fetch = app.fetch;
}
