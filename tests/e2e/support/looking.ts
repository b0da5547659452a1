import type { Page } from 'playwright'
import { readPicture } from '../../../formats/picture-file.ts'
import type { Picture } from '../../../spectra/picture.ts'

/**
 * Numbers that are cut; texts that are cut although nothing says that they may be (`.clip` ends in an ellipsis and has its whole text as
 * title), zones that scroll sideways, controls without a name.
 */
export function flaws(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const called = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} "${element.textContent.trim().slice(0, 50)}"`
    const seen = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true })
    for (const zone of document.querySelectorAll('html, body, [data-zone]'))
      if (zone.scrollWidth > zone.clientWidth + 1) found.push(`scrolls sideways: ${called(zone)}`)
    for (const element of document.body.querySelectorAll('*')) {
      const text = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim() !== '',
      )
      if (!text || !(element instanceof HTMLElement) || !seen(element)) continue
      const inUnseen = element.closest('.unseen, [inert]') !== null
      const style = getComputedStyle(element)
      const cut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible'
      if (cut && !inUnseen && element.closest('.clip') === null) found.push(`cut: ${called(element)}`)
      const { right, width } = element.getBoundingClientRect()
      // A number is read whole or wrong: not even an ellipsis may cut it.
      if (style.overflowX !== 'visible' && /^[\u2212+\u00b1\d.,%\s]+$/.test(element.textContent)) {
        const text = document.createRange()
        text.selectNodeContents(element)
        const room =
          width -
          parseFloat(style.paddingLeft) -
          parseFloat(style.paddingRight) -
          parseFloat(style.borderLeftWidth) -
          parseFloat(style.borderRightWidth)
        if (!inUnseen && text.getBoundingClientRect().width > room + 0.02)
          found.push(`cuts a number: ${called(element)}`)
      }
      if (width > 0 && right > innerWidth + 1 && !inUnseen)
        found.push(`leaves the window: ${called(element)}`)
    }
    for (const control of document.querySelectorAll(
      'button, a, input, select, textarea, [role=button], [role=img]',
    )) {
      const named =
        control.textContent.trim() !== '' ||
        ['aria-label', 'aria-labelledby', 'title'].some(
          (name) => (control.getAttribute(name) ?? '') !== '',
        ) ||
        (control instanceof HTMLInputElement && (control.labels?.length ?? 0) > 0) ||
        (control instanceof HTMLTextAreaElement && control.labels.length > 0)
      if (seen(control) && !named) found.push(`has no name: ${control.outerHTML.slice(0, 100)}`)
    }
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
    for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i)))
      found.push(`two have the id ${id}`)
    return found
  })
}

/** Bars of views whose commands stand in more than one line. */
export function wrappedBars(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('main .bar')]
      .filter((bar) => {
        const seen = [...bar.children].filter((child) => child.getBoundingClientRect().width > 1)
        const tops = seen.map((child) => {
          const { top, bottom } = child.getBoundingClientRect()
          return (top + bottom) / 2
        })
        return Math.max(...tops) - Math.min(...tops) > 8
      })
      .map((bar) => bar.textContent.trim().slice(0, 80)),
  )
}

/** A picture of the page as pixels. */
export const pictureOf = (png: Buffer, name = 'screenshot'): Picture =>
  readPicture(png, name, () => undefined).picture

/** Pixels of a picture whose red, green and blue differ, with the first place. */
export function colouredPixels(png: Buffer): { count: number; at: string } {
  const { width, rgb } = pictureOf(png)
  let count = 0
  let at = ''
  for (let i = 0; i < rgb.length; i += 3)
    if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) {
      const pixel = i / 3
      if (count === 0)
        at = `${String(pixel % width)}, ${String(Math.floor(pixel / width))}: ${String([...rgb.subarray(i, i + 3)])}`
      count++
    }
  return { count, at }
}

/** Hides what may have colour: samples, traces and lamps. The policy forbids style sheets of the test. */
export async function hideColours(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll<HTMLElement | SVGElement>('.sample, svg.lamp'))
      element.style.visibility = 'hidden'
  })
}
