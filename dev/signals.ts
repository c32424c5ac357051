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
