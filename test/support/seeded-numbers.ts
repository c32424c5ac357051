/** Whole numbers from 0 to below `below`, the same for the same seed. @see George Marsaglia, "Xorshift RNGs" (2003) */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
