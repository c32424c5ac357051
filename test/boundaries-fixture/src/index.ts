// breach: index-env-by-type, index-imports
import { WorkerEntrypoint } from 'cloudflare:workers';
import { Account } from '../durable-objects/account';
import { signInRoute } from '../routes/sign-in';
import { app } from './app';
import { readConfig } from './env';

export { Account };
export const breach = [signInRoute, readConfig];
export class Entry extends WorkerEntrypoint {
  override fetch = app.fetch;
}
