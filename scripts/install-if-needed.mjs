// Runs before `npm start` and `npm test`, on any Node from 20: installs the locked packages when they are not installed yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const lockFile = join(root, 'package-lock.json');
const installedFile = join(root, 'node_modules', '.package-lock.json');
// Inside node_modules, which `npm ci` deletes first: an install that was broken off leaves no stamp.
const stampFile = join(root, 'node_modules', '.installed-from');

function fingerprint() {
  return createHash('sha256')
    .update(readFileSync(lockFile))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
}

function packagesIn(file) {
  const { '': _project, ...packages } = JSON.parse(readFileSync(file, 'utf8')).packages;
  return packages;
}

/** Whether somebody has already run `npm ci` or `npm install` for this very lock file. */
function isInstalledByHand() {
  if (!existsSync(installedFile)) return false;
  const wanted = packagesIn(lockFile);
  const installed = packagesIn(installedFile);
  const isSame = (path) =>
    wanted[path]?.version === installed[path].version && wanted[path].integrity === installed[path].integrity;
  // A package for another system is optional, and is rightly missing; one for this system is not.
  const isForHere = ({ os, cpu, libc }) =>
    libc === undefined && os?.includes(process.platform) && cpu?.includes(process.arch);
  const mayBeMissing = (path) =>
    wanted[path].peer === true || (wanted[path].optional === true && !isForHere(wanted[path]));
  return (
    Object.keys(installed).every((path) => isSame(path) && existsSync(join(root, path, 'package.json'))) &&
    Object.keys(wanted).every((path) => path in installed || mayBeMissing(path))
  );
}

function stamp() {
  writeFileSync(`${stampFile}.new`, fingerprint());
  renameSync(`${stampFile}.new`, stampFile);
}

function install() {
  console.log(
    'Installing the packages that package-lock.json names. This takes about half a minute, and happens once.',
  );
  // The Node in node_modules is about to be replaced: npm must run on the one outside.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(root, 'node_modules')));
  const { status } = spawnSync(
    'npm',
    ['ci', '--loglevel=error', '--include=dev', '--include=optional', '--no-audit', '--no-fund'],
    {
      cwd: root,
      env: { ...process.env, PATH: path.join(delimiter) },
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    },
  );
  if (status === 0) return;
  console.error('The packages could not be installed. Is the network there? npm ci says more.');
  process.exit(1);
}

const isStamped = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint();
if (!isStamped) {
  if (!isInstalledByHand()) install();
  stamp();
}
