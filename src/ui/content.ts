import type { contentEn } from './content.en';

/** The same shape with the words of any language: texts stay texts, sentences with gaps keep their gaps. */
type Translatable<T> = T extends string
  ? string
  : T extends (...gaps: infer Gaps) => infer Result
    ? (...gaps: Gaps) => Translatable<Result>
    : T extends readonly (infer Item)[]
      ? readonly Translatable<Item>[]
      : { readonly [Key in keyof T]: Translatable<T[Key]> };

/**
 * All that a person reads, in one language. English sets the shape; a translation that lacks a text does not
 * compile. A text may hold `[a link](/help)` and `**strong words**`.
 */
export type Content = Translatable<typeof contentEn>;

/** A message about one field. */
export type ErrorKey = keyof Content['errors'];

/** A page that ends a journey without one being lost or gained. */
export type ErrorPageKey = keyof Content['errorPages'];
