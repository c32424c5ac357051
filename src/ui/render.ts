import type { Layout } from './layout';

/** The whole HTML document of a page, ready for `c.html(…)`. Pages await nothing, so this is a plain string. */
export const renderPage = (page: ReturnType<typeof Layout>): string => `<!DOCTYPE html>${page.toString()}`;
