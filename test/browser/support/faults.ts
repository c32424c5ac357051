import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const axe = readFileSync(join(import.meta.dirname, '../../../node_modules/axe-core/axe.min.js'), 'utf8');

/** A desk's screen zoomed to 400 %; a phone of 320 px is no narrower. @see WCAG 2.2 §1.4.10 */
const zoomed = { width: 320, height: 256 };
const desk = { width: 1280, height: 800 };

/** Runs in the page: what of a list is shown, and how it is named in a fault. */
const tools = `
  const shown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const named = (one) => one.outerHTML.slice(0, 100);`;

const ask = (page: Page, what: string): Promise<readonly string[]> => page.evaluate(`(() => { ${tools} ${what} })()`);

async function brokenRules(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  // What is sound is not described: every rule is judged all the same.
  return page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
}

/** What does not fit: a page that scrolls sideways, or a text that is cut off. */
const lost = (page: Page, when: string): Promise<readonly string[]> =>
  ask(
    page,
    `const wide = document.documentElement.scrollWidth > innerWidth;
    const outside = all('body *').filter((one) => one.getBoundingClientRect().right > innerWidth);
    // Words may stick out of a box that does not.
    const beyond = !wide ? [] : outside.length > 0 ? outside : [document.querySelector('main') ?? document.body];
    const cut = all('body *').filter((one) => !one.closest('input, svg, .nhsuk-u-visually-hidden, .nhsuk-skip-link, .unseen') &&
      ['hidden', 'clip'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1);
    return [...beyond, ...cut].map((one) => 'does not fit ${when}: ' + named(one));`,
  );

/** The widest spacing that a reader may set. @see WCAG 2.2 §1.4.12 */
const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-bottom: 2em !important }`;

async function lostWhenNarrow(page: Page): Promise<readonly string[]> {
  await page.setViewportSize(zoomed);
  const narrow = await lost(page, 'at 320 px');
  await page.evaluate(`{
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(${JSON.stringify(spacing)});
    document.adoptedStyleSheets = [sheet];
  }`);
  const spaced = await lost(page, 'with wide spacing');
  await page.evaluate('document.adoptedStyleSheets = []');
  await page.setViewportSize(desk);
  return [...narrow, ...spaced];
}

/** What cannot be seen by people who choose all colours themselves: only lines and words are left. */
async function lostInForcedColours(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  // Only who uses the keyboard is shown where it is.
  await page.keyboard.press('Shift');
  const faults = await ask(
    page,
    `const line = (one, side) => {
      const style = getComputedStyle(one);
      return style['border' + side + 'Style'] === 'solid' && parseFloat(style['border' + side + 'Width']) >= 1;
    };
    const focused = document.activeElement;
    const unseen = all('a[href], button, input, summary, [tabindex]').filter((one) => {
      one.focus();
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return one === document.activeElement && (outlineStyle === 'none' || parseFloat(outlineWidth) < 2);
    });
    focused?.focus();
    const ground = getComputedStyle(document.body).backgroundColor;
    return [
      ...unseen.map((one) => 'no focus in forced colours: ' + named(one)),
      ...all('.nhsuk-form-group--error').filter((one) => !line(one, 'Left')).map((one) => 'no error mark: ' + named(one)),
      ...all('.nhsuk-error-summary, .nhsuk-button, input:not([type=checkbox], [type=radio])')
        .filter((one) => !line(one, 'Bottom')).map((one) => 'no edge in forced colours: ' + named(one)),
      ...all('svg path').filter((one) => getComputedStyle(one).fill === ground).map((one) => 'no icon: ' + named(one)),
    ];`,
  );
  await page.emulateMedia({ forcedColors: 'none' });
  return faults;
}

/** What moves although the reader asked for stillness. @see WCAG 2.2 §2.3.3 */
async function moving(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const faults = await ask(
    page,
    `return all('body *').filter((one) => {
      const { animationName, transitionDuration } = getComputedStyle(one);
      return animationName !== 'none' || transitionDuration.split(',').some((each) => parseFloat(each) > 0);
    }).map((one) => 'moves: ' + named(one));`,
  );
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  return faults;
}

/** What would be white on white on paper, where grounds are not printed. */
async function lostOnPaper(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ media: 'print' });
  const faults = await ask(
    page,
    `const light = (colour) => (colour.match(/[\\d.]+/g) ?? []).slice(0, 3).every((part) => Number(part) > 180);
    return all('body *')
      .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
      .filter((one) => !one.closest('.nhsuk-u-visually-hidden, script') && light(getComputedStyle(one).color))
      .map((one) => 'cannot be read on paper: ' + named(one));`,
  );
  await page.emulateMedia({ media: 'screen' });
  return faults;
}

/** What is wrong with a page for people who see it otherwise, or not at all. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const look of [brokenRules, lostWhenNarrow, lostInForcedColours, moving, lostOnPaper])
    faults.push(...(await look(page)));
  return faults;
}
