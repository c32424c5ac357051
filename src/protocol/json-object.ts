import { nestsTooDeep } from '../domain/json-depth';

/** A JSON object as parsed: nothing is known of its members. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON object that means one thing only.
 * @returns undefined when the text is not JSON, not an object, nests too deep, or names a member twice at any depth: two
 *   readers could then take different values from one signed text
 * @see RFC 8725 §2.4; RFC 7519 §4
 */
export function readJsonObject(text: string): JsonObject | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (nestsTooDeep(text) || namesTwice(text)) return undefined;
  return { ...value };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** In text known to be JSON, a string before a colon is a member's name, and braces outside strings open objects. */
function namesTwice(json: string): boolean {
  const open: Set<string>[] = [];
  for (const [token, string, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (string !== undefined && colon !== undefined) {
      const name: unknown = JSON.parse(string);
      const names = open.at(-1);
      if (typeof name !== 'string' || names === undefined || names.has(name)) return true;
      names.add(name);
    }
  }
  return false;
}
