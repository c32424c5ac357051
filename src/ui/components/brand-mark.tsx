import type { Brand } from '../brand';

/** The brand's mark, drawn beside its name; the name says what it is, so it is hidden from screen readers. */
export const BrandMark = ({ mark }: { readonly mark: Brand['mark'] }) => (
  <svg class="app-mark" viewBox={mark.viewBox} width="40" height="40" aria-hidden="true" focusable="false">
    <path class="app-mark__walls" d={mark.walls} />
    <path class="app-mark__light" d={mark.light} />
  </svg>
);
