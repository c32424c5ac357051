import { sameHash } from '../../src/domain/constant-time';
import type { DeviceName } from '../../src/domain/device-name';
import { limits } from '../../src/domain/limits';
import { boundKind, deleteEntry, listEntries, readEntry, writeEntry } from '../entries';
import { counterOf } from './attempts';
import { audit, type Turn } from './head';
import type { SecretRef } from './verbs';

/** Secrets of before that are still recognised. */
const MOST_SPENT = 10;

/** A browser that its person asked us to remember. Only the hash of its secret is stored. */
interface Device {
  readonly secretHash: string;
  /** Hashes of the secrets before, the latest last, and since when the present one counts. */
  readonly spent?: readonly string[];
  readonly rotatedAt?: number;
  /** 180 days from the last code entered. */
  readonly until: number;
  readonly usedAt: number;
  readonly on?: DeviceName;
}

/** A remembered device, if the secret is its own. */
export function findDevice(sql: SqlStorage, ref: SecretRef | undefined, now: number): SecretRef | undefined {
  if (ref === undefined) return undefined;
  const device = readEntry<Device>(sql, 'device', ref.id, now);
  return device !== undefined && sameHash(device.secretHash, ref.secretHash) ? ref : undefined;
}

/**
 * Whether a device shows a secret that it had before: somebody else may have used it first, or use it now. Not within a minute of
 * its last use, for an answer can be lost and a form sent twice. A secret that it never had says nothing.
 */
export function showsSpentSecret(sql: SqlStorage, ref: SecretRef | undefined, now: number): ref is SecretRef {
  const device = ref && readEntry<Device>(sql, 'device', ref.id, now);
  if (ref === undefined || device === undefined) return false;
  const { spent = [], rotatedAt = 0 } = device;
  return now >= rotatedAt + limits.refreshGrace.value && spent.some((hash) => sameHash(hash, ref.secretHash));
}

/** Remembers a device for 180 days from the code just entered; beyond the most, the one that would end first is forgotten. */
export function rememberDevice(turn: Turn, ref: SecretRef): void {
  const { sql, now, on } = turn;
  const until = now + limits.rememberedDeviceLife.value;
  const device: Device = { secretHash: ref.secretHash, until, usedAt: now, ...(on === undefined ? {} : { on }) };
  writeEntry(sql, 'device', ref.id, device, until);
  boundKind(sql, 'device', limits.devicesPerAccount.value);
  audit(turn, 'authn_device_remembered');
}

/** Gives a remembered device its next secret; its end stays. */
export function rotateDevice({ sql, now, on }: Turn, id: string, secretHash: string): void {
  const device = readEntry<Device>(sql, 'device', id, now);
  if (device === undefined) return;
  const spent = [...(device.spent ?? []), device.secretHash].slice(-MOST_SPENT);
  const next: Device = {
    ...device,
    secretHash,
    spent,
    rotatedAt: now,
    usedAt: now,
    ...(on === undefined ? {} : { on }),
  };
  writeEntry(sql, 'device', id, next, device.until);
}

/** The devices that are remembered, by id. */
export const devicesOf = (sql: SqlStorage, now: number) => listEntries<Device>(sql, 'device', now);

/** Forgets a device, and what was guessed from it. */
export function forgetDevice(sql: SqlStorage, id: string): void {
  deleteEntry(sql, 'device', id);
  deleteEntry(sql, 'attempts', counterOf('password', id));
}

/**
 * A browser in which a password was chosen by a link. It is not remembered: it spares no code. Its wrong passwords are counted
 * apart, so that whoever keeps guessing does not shut out the person who has just got their account back.
 */
interface Browser {
  readonly secretHash: string;
  readonly until: number;
}

/** Keeps a browser in which its person chose a password by a link: what others guess elsewhere does not lock them out there. */
export function keepBrowser({ sql, now }: Turn, { id, secretHash }: SecretRef): void {
  const until = now + limits.rememberedDeviceLife.value;
  writeEntry(sql, 'browser', id, { secretHash, until } satisfies Browser, until);
  boundKind(sql, 'browser', limits.devicesPerAccount.value);
}

/** A browser whose wrong passwords are counted apart, if the secret is its own. */
export function findBrowser(sql: SqlStorage, ref: SecretRef | undefined, now: number): SecretRef | undefined {
  const browser = ref && readEntry<Browser>(sql, 'browser', ref.id, now);
  return ref !== undefined && browser !== undefined && sameHash(browser.secretHash, ref.secretHash) ? ref : undefined;
}

function forgetBrowser(sql: SqlStorage, id: string): void {
  deleteEntry(sql, 'browser', id);
  deleteEntry(sql, 'attempts', counterOf('password', id));
}

/** Forgets what a browser holds of this person: a remembered device, or a counter of its own. */
export function forgetOwn({ sql, now }: Pick<Turn, 'sql' | 'now'>, ref: SecretRef | undefined): void {
  const device = findDevice(sql, ref, now);
  if (device !== undefined) forgetDevice(sql, device.id);
  const browser = findBrowser(sql, ref, now);
  if (browser !== undefined) forgetBrowser(sql, browser.id);
}

/** Forgets the counters of all browsers but one: they are no longer tried at apart from everybody else. */
export function forgetOtherBrowsers({ sql, now }: Pick<Turn, 'sql' | 'now'>, own: SecretRef | undefined): void {
  const kept = findBrowser(sql, own, now);
  for (const { id } of listEntries(sql, 'browser', now)) if (id !== kept?.id) forgetBrowser(sql, id);
}
