/** Whether text can be the id of a connected service; asked before anything is looked up by it. @see RFC 6749 §A.1 */
export function canBeClientId(text: string): boolean {
  return /^[A-Za-z0-9._~-]{1,255}$/.test(text);
}
