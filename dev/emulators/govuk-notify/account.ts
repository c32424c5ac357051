import type { WorldClock } from '../../clock.ts';
import { NotifyError } from './notify-error.ts';
import type { Channel, SendRequest } from './request-body.ts';

/** The account at Notify and its API key; a live one with everything allowed if not said. */
export interface NotifyAccount {
  /** `team`: sends to nobody but the team; `test`: delivers nothing, and tells receipts by the number. */
  readonly key?: 'live' | 'team' | 'test';
  /** The service has not gone live. */
  readonly trial?: boolean;
  readonly international?: boolean;
  readonly archived?: boolean;
  readonly perMinute?: number;
  /** Messages of one day. */
  readonly daily?: Partial<Record<Channel | 'international', number>>;
  readonly fault?: 'internal';
}

const usualPerMinute = 3000;
const longestMessage = 2_000_000;
const usualDaily = { sms: 250_000, international: 100, email: 250_000 };
const dayMs = 86_400_000;

const isAbroad = ({ recipient }: SendRequest): boolean => /^(\+|00)(?!44)/.test(recipient.replace(/\s/g, ''));

/** The rolling limit of one key. */
function createRateLimit(clock: WorldClock, { key = 'live', perMinute = usualPerMinute }: NotifyAccount) {
  let recent: number[] = [];
  return () => {
    const now = clock.now();
    recent = [...recent.filter((at) => at > now - 60_000), now];
    if (recent.length <= perMinute) return;
    const message = `Exceeded rate limit for key type ${key.toUpperCase()} of ${perMinute} requests per 60 seconds`;
    throw new NotifyError(429, 'RateLimitError', message);
  };
}

/** The limits of a day, which begins at midnight UTC. */
function createDailyLimit(clock: WorldClock, account: NotifyAccount) {
  const most = { ...usualDaily, ...account.daily };
  let [day, sent] = [0, { sms: 0, international: 0, email: 0 }];
  return (channel: Channel, request: SendRequest) => {
    const today = Math.floor(clock.now() / dayMs);
    if (today !== day) [day, sent] = [today, { sms: 0, international: 0, email: 0 }];
    const counted = channel === 'sms' && isAbroad(request) ? (['sms', 'international'] as const) : ([channel] as const);
    const full = counted.find((kind) => sent[kind] >= most[kind]);
    if (full !== undefined)
      throw new NotifyError(429, 'TooManyRequestsError', `Exceeded send limits (${full}: ${most[full]}) for today`);
    for (const kind of counted) sent[kind] += 1;
  };
}

/** What Notify checks of the account before it takes a message; each throws a NotifyError. */
export function createAccountRules(clock: WorldClock, account: NotifyAccount) {
  const takeDaily = createDailyLimit(clock, account);
  return {
    takeRate: createRateLimit(clock, account),
    checkService() {
      if (account.fault === 'internal') throw new NotifyError(500, 'Exception', 'Internal server error');
      if (account.archived) throw new NotifyError(403, 'AuthError', 'Invalid token: service is archived');
    },
    checkSending(channel: Channel, request: SendRequest) {
      const bad = (reason: string) => new NotifyError(400, 'BadRequestError', reason);
      if (account.key === 'team') throw bad("Can't send to this recipient using a team-only API key");
      if (account.trial) throw bad("Can't send to this recipient when service is in trial mode");
      if (account.international === false && channel === 'sms' && isAbroad(request))
        throw bad('Cannot send to international mobile numbers');
      if (request.sender !== null) throw bad(`sms_sender_id ${request.sender} does not exist in database`);
      takeDaily(channel, request);
    },
    checkLength(body: string) {
      if (Buffer.byteLength(body) > longestMessage)
        throw new NotifyError(400, 'BadRequestError', 'Your message is too long: it cannot be longer than 2MB');
    },
  };
}
