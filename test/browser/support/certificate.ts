import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate that nobody but a test trusts. */
export interface Certificate {
  /** The files, in PEM. */
  readonly files: { readonly key: string; readonly certificate: string };
  readonly key: string;
  readonly cert: string;
  /** Chromium's argument to trust it as it trusts others: passkeys want that. */
  readonly trust: string;
  remove(): void;
}

/** Makes a certificate for a host. @throws Error without openssl */
export function makeCertificate(host: string): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
  const files = { key: join(folder, 'key.pem'), certificate: join(folder, 'certificate.pem') };
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  execFileSync('openssl', [...request, ...names, '-keyout', files.key, '-out', files.certificate], { stdio: 'ignore' });
  const cert = readFileSync(files.certificate, 'utf8');
  const publicKey = createPublicKey(cert).export({ type: 'spki', format: 'der' });
  return {
    files,
    key: readFileSync(files.key, 'utf8'),
    cert,
    trust: `--ignore-certificate-errors-spki-list=${createHash('sha256').update(publicKey).digest('base64')}`,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
