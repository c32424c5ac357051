import type { PageContext } from '../page-context';

export interface RegisterAsideProps {
  readonly page: PageContext;
  /** Absent where the service allows no registration. */
  readonly href: string | undefined;
}

/** The way for somebody who has no account; it stands there for everybody, so it tells nothing about an address. */
export const RegisterAside = ({ page: { content, brand }, href }: RegisterAsideProps) => {
  const words = content.signIn.address;
  return href === undefined ? null : (
    <section class="app-aside">
      <h2 class="nhsuk-heading-s">{words.registerHeading}</h2>
      <p>
        <a href={href} rel="register">
          {words.register(brand.name)}
        </a>
      </p>
    </section>
  );
};
