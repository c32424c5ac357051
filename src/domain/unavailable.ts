/**
 * A dependency did not answer in time, or said something unusable. At the edge it becomes 503 with Retry-After;
 * it is never read as a yes.
 */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
