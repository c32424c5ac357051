const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `handler` when somebody asks this process to end, and lets nobody else decide it:
 * libraries that exit on a signal would leave before the parts of the world were put down in order.
 */
export function onEndSignal(handler: () => void): void {
  for (const signal of signals) process.on(signal, handler);
  process.on('newListener', (event: string | symbol, listener: () => void) => {
    const signal = signals.find((known) => known === event);
    if (signal !== undefined && listener !== handler) queueMicrotask(() => process.removeListener(signal, listener));
  });
}

/** How soon the end of npm is noticed; asking costs next to nothing. */
const lookEveryMs = 100;

/**
 * Calls `handler` when the npm (or its shell) that started this process has gone: it does not pass every signal on.
 * A process that was not started by `npm start` may outlive its parent.
 */
export function onParentGone(handler: () => void): void {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const before = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === before) return;
    clearInterval(timer);
    handler();
  }, lookEveryMs);
  timer.unref();
}
