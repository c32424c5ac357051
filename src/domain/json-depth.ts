import { limits } from './limits';

/**
 * Whether JSON nests deeper than any that is sent to us has reason to.
 * @param json text that was parsed without a fault: only there is every string closed, and looking takes linear time
 */
export function nestsTooDeep(json: string): boolean {
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > limits.jsonDepthMost.value) return true;
  }
  return false;
}
