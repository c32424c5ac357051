import { loadBundle } from '../../scripts/docs/load-bundle.ts';
import type { SamplePage } from '../ui/sample-pages.tsx';
import { pseudoLocale } from './pseudo-locale.ts';

type Samples = typeof import('../ui/sample-pages.tsx');

/** Every page in every state, drawn without a service behind it, in the words of a locale. */
export async function drawnPages(locale: 'en' | 'pseudo' = 'en'): Promise<readonly SamplePage[]> {
  const plugins = locale === 'pseudo' ? [pseudoLocale] : [];
  return (await loadBundle<Samples>('test/ui/sample-pages.tsx', plugins)).samplePages;
}
