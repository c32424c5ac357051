/**
 * Tells each second how many are left, and stops after it told none. By the clock, not by counting: a device that slept
 * comes back with time gone by.
 * @returns stops it
 */
export function countDown(seconds: number, tell: (left: number) => void): () => void {
  const ends = Date.now() + seconds * 1000;
  const look = (): void => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (left <= 0) stop();
    tell(Math.max(0, left));
  };
  const stop = (): void => {
    window.clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  };
  const timer = window.setInterval(look, 1000);
  document.addEventListener('visibilitychange', look);
  look();
  return stop;
}
