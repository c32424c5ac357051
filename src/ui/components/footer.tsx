import type { Child } from 'hono/jsx';

export interface FooterLink {
  readonly href: string;
  readonly text: string;
}

export interface FooterProps {
  /** Read out before the links. */
  readonly linksHeading: string;
  readonly links: readonly FooterLink[];
  readonly copyright: Child;
}

/** The foot of every page: the service's papers and whose it is. */
export const Footer = (props: FooterProps) => (
  <footer class="nhsuk-footer" role="contentinfo">
    <div class="nhsuk-width-container">
      <div class="nhsuk-footer__meta">
        <h2 class="nhsuk-u-visually-hidden">{props.linksHeading}</h2>
        <ul class="nhsuk-footer__list">
          {props.links.map((link) => (
            <li class="nhsuk-footer__list-item">
              <a class="nhsuk-footer__list-item-link" href={link.href}>
                {link.text}
              </a>
            </li>
          ))}
        </ul>
        <p class="nhsuk-body-s">{props.copyright}</p>
      </div>
    </div>
  </footer>
);
