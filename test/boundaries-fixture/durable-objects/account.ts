// clean
import { DurableObject } from 'cloudflare:workers';
import { claims } from '../src/domain/claims';
import type { Config } from '../src/env';
import { grants } from './account/grants';
import type { Clock } from './clock';

export class Account extends DurableObject<Config> {
  read = (clock: Clock) => [clock, claims, grants];
}
