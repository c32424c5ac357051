import type { DeviceName } from '../domain/device-name';

/** Who is calling, for the audit trail: sealed before it is stored anywhere. */
export interface Caller {
  /** Network address; IPv6 as its /64. */
  readonly address: string;
  readonly requestId: string;
  /** What the browser says it is, in coarse words; for its person to recognise. */
  readonly on?: DeviceName;
}

/** The value of a session or remembered-device cookie, as the browser sent it. The latter may stand for several people. */
export type CookieToken = string;
