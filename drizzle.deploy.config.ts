import { defineConfig } from 'drizzle-kit';

/** For `drizzle-kit migrate` on a deployment: docs/deploy.md. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/storage/schema.ts',
  out: './migrations',
  dbCredentials: { url: process.env['DATABASE_URL'] ?? '' },
});
