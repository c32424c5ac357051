/**
 * What makes the pages one organisation's and not another's. Another deployment adds a row to `brands`
 * and names it in its configuration; nothing else of the pages knows who runs them.
 */
export interface Brand {
  /** The row's key, and the page's `data-brand`, by which the stylesheet finds the colours. */
  readonly id: string;
  /** The service's name as people read it. */
  readonly name: string;
  /** Who runs it, for the foot of the page and the papers. */
  readonly organisation: string;
  readonly colours: {
    /** The header's ground; with `onHeader` at least 4.5:1 (WCAG 2.2 §1.4.3). */
    readonly header: string;
    readonly onHeader: string;
    /** A thin line below the header and the lit gateway of the mark. */
    readonly accent: string;
  };
  /** The mark beside the name: one shape in the header's ink, one in the accent. */
  readonly mark: { readonly viewBox: string; readonly walls: string; readonly light: string };
  readonly links: {
    readonly home?: string;
    readonly terms: string;
    readonly privacy: string;
    readonly cookies: string;
    readonly accessibility: string;
    readonly help: string;
  };
  /** Where people who need help may write. */
  readonly helpEmail: string;
}

const gatehouse = {
  id: 'gatehouse',
  name: 'Gatehouse',
  organisation: 'The Gatehouse project',
  colours: { header: '#173f5f', onHeader: '#ffffff', accent: '#f6c65b' },
  mark: {
    viewBox: '0 0 40 40',
    walls:
      'M4 6h3v3h3V6h3v6h3v-2h3v2h2v-2h3v2h3V6h3v3h3V6h3v27a1 1 0 0 1-1 1h-8.5v-9a6.5 6.5 0 0 0-13 0v9H5a1 1 0 0 1-1-1z',
    light: 'M15.5 34v-9a4.5 4.5 0 0 1 9 0v9z',
  },
  links: {
    terms: '/terms-and-conditions',
    privacy: '/privacy',
    cookies: '/cookies',
    accessibility: '/accessibility-statement',
    help: '/help',
  },
  helpEmail: 'help@gatehouse.example',
} satisfies Brand;

/** Every brand this build can wear. */
export const brands: Readonly<Record<string, Brand>> = { gatehouse };

/**
 * The brand of that id.
 * @throws Error when there is no such brand, so that a mistyped configuration stops the start.
 */
export const brandOf = (id: string): Brand => {
  const brand = brands[id];
  if (!brand) throw new Error(`BRAND is "${id}", but the only brands are: ${Object.keys(brands).join(', ')}`);
  return brand;
};
