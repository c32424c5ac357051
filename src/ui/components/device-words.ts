import type { DeviceName } from '../../domain/device-name';
import type { Content } from '../content';

/** What a device is called on a page. */
export const deviceWords = (content: Content, { browser, system }: DeviceName = {}): string =>
  content.security.device(browser, system);
