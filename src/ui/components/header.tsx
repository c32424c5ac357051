import type { Brand } from '../brand';
import { BrandMark } from './brand-mark';

export interface HeaderProps {
  readonly brand: Brand;
  readonly signOut?: { readonly href: string; readonly text: string } | undefined;
}

const Name = ({ brand }: { readonly brand: Brand }) => (
  <>
    <BrandMark mark={brand.mark} />
    <span class="app-header__name">{brand.name}</span>
  </>
);

/** The head of every page: whose it is, and the way out for those who are signed in. */
export const Header = ({ brand, signOut }: HeaderProps) => (
  <header class="app-header">
    <div class="app-header__container nhsuk-width-container">
      {brand.links.home ? (
        <a class="app-header__brand" href={brand.links.home}>
          <Name brand={brand} />
        </a>
      ) : (
        <span class="app-header__brand">
          <Name brand={brand} />
        </span>
      )}
      {signOut ? (
        <a class="app-header__link" href={signOut.href}>
          {signOut.text}
        </a>
      ) : undefined}
    </div>
  </header>
);
