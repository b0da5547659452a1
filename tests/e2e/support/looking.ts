import type { Page } from 'playwright'

/**
 * Texts that are cut although nothing says that they may be (`.clip` ends in an ellipsis and has its whole text as
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

/** Pixels of a picture whose red, green and blue differ, with the first place. */
export async function colouredPixels(page: Page, picture: Buffer): Promise<{ count: number; at: string }> {
  return page.evaluate(async (data) => {
    const image = new Image()
    image.src = `data:image/png;base64,${data}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')!
    context.drawImage(image, 0, 0)
    const { data: bytes } = context.getImageData(0, 0, image.width, image.height)
    let count = 0
    let at = ''
    for (let i = 0; i < bytes.length; i += 4)
      if (bytes[i] !== bytes[i + 1] || bytes[i] !== bytes[i + 2]) {
        if (count === 0)
          at = `${String((i / 4) % image.width)}, ${String(Math.floor(i / 4 / image.width))}: ${String([bytes[i], bytes[i + 1], bytes[i + 2]])}`
        count++
      }
    return { count, at }
  }, picture.toString('base64'))
}

/** Hides what may have colour: samples, traces and lamps. The policy forbids style sheets of the test. */
export async function hideColours(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll<HTMLElement | SVGElement>('.sample, svg.lamp'))
      element.style.visibility = 'hidden'
  })
}
