import type { System } from './faults.ts';

/** What an emulator received and answered. */
export interface RecordedRequest {
  readonly id: string;
  /** ISO 8601, in the world's time. */
  readonly at: string;
  readonly system: System;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `null` while it is being answered, and when the emulator hung up. */
  readonly answer: { readonly status: number; readonly body: string } | null;
}

/** The newest requests to each emulator. */
export interface RequestLog {
  record(request: Omit<RecordedRequest, 'id' | 'answer'>): (answer: RecordedRequest['answer']) => void;
  /** Newest first. */
  list(filter: {
    readonly system?: string | undefined;
    readonly since?: string | undefined;
  }): readonly RecordedRequest[];
  clear(): void;
}

/** So many requests are kept for each system. */
const keptPerSystem = 500;
const longestBody = 20_000;

const secretHeaders = new Set(['authorization', 'cookie', 'apikey', 'x-api-key', 'neon-connection-string']);

/** Headers without secrets: such a header is named, its value is not. */
export function withoutSecrets(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, value]) => [name, secretHeaders.has(name) ? '(not shown)' : value]),
  );
}

export function createRequestLog(): RequestLog {
  const bySystem = new Map<System, RecordedRequest[]>();
  let lastId = 0;
  return {
    record(request) {
      lastId += 1;
      const list = bySystem.get(request.system) ?? [];
      bySystem.set(request.system, list);
      const id = String(lastId);
      list.push({ ...request, body: request.body.slice(0, longestBody), id, answer: null });
      if (list.length > keptPerSystem) list.shift();
      return (answer) => {
        const index = list.findIndex((entry) => entry.id === id);
        const entry = list[index];
        if (entry === undefined || answer === null) return;
        list[index] = { ...entry, answer: { ...answer, body: answer.body.slice(0, longestBody) } };
      };
    },
    list({ system, since }) {
      const all = [...bySystem.values()].flat().sort((a, b) => Number(b.id) - Number(a.id));
      return all.filter(
        (entry) =>
          (system === undefined || entry.system === system) &&
          (since === undefined || Number(entry.id) > Number(since)),
      );
    },
    clear: () => bySystem.clear(),
  };
}
