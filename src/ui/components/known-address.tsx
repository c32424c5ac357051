export interface KnownAddressProps {
  readonly label: string;
  readonly email: string;
  readonly change?: { readonly href: string; readonly text: string } | undefined;
}

/** The address the person gave a page ago, with the way to give another. */
export const KnownAddress = ({ label, email, change }: KnownAddressProps) => (
  <div class="app-known">
    <p class="app-known__label">{label}</p>
    <p class="app-known__value">{email}</p>
    {change ? (
      <p class="app-known__change">
        <a href={change.href}>{change.text}</a>
      </p>
    ) : undefined}
  </div>
);
