/** Extra HTML attributes of an element; `undefined` leaves one out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Joins the class names that apply, in order. */
export const classNames = (...names: readonly (string | false | undefined)[]): string =>
  names.filter(Boolean).join(' ');

/** The ids of an `aria-describedby`, or `undefined` when nothing describes the field. */
export const describedBy = (...ids: readonly (string | false | undefined)[]): string | undefined =>
  classNames(...ids) || undefined;
