export const people: readonly object[] = [];
