import type { HeadsBucket } from '../../../src/storage/audit-heads';

/** A bucket in memory: what R2 promises of listing and reading, as far as it is used. */
export function memoryBucket(): HeadsBucket & { readonly objects: Map<string, string> } {
  const objects = new Map<string, string>();
  return {
    objects,
    async put(key: string, value: unknown) {
      objects.set(key, String(value));
      return null as never;
    },
    async list({ prefix = '', startAfter = '' }: R2ListOptions = {}) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).toSorted();
      return { objects: keys.map((key) => ({ key })), truncated: false, delimitedPrefixes: [] } as never;
    },
    async get(key) {
      const text = objects.get(key);
      return text === undefined ? null : { text: async <T = string>() => text as T };
    },
  };
}
