import { bytesOf } from '../../text/base64.ts'

/** Longest side of what is sent: three times what the classifier looks at. */
const LONGEST = 1600

/** A photograph as the page shows it and as the bench gets it. */
export interface Photograph {
  readonly bitmap: ImageBitmap
  /** The bytes of a PNG file, base64. */
  readonly file: string
}

/**
 * A picture file, turned as its camera says and made smaller where it is large, so that the bench is not held up by it;
 * undefined for what the browser cannot show.
 */
export async function readPhotograph(file: Blob): Promise<Photograph | undefined> {
  const whole = await createImageBitmap(file).catch(() => undefined)
  if (whole === undefined) return undefined
  const scale = Math.min(1, LONGEST / Math.max(whole.width, whole.height))
  const [width, height] = [whole.width, whole.height].map((side) => Math.max(1, Math.round(side * scale)))
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1)
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  context.imageSmoothingQuality = 'high'
  context.drawImage(whole, 0, 0, canvas.width, canvas.height)
  whole.close()
  const blob = await canvas.convertToBlob({ type: 'image/png' })
  return { bitmap: await createImageBitmap(canvas), file: await bytesOf(blob) }
}

/** A PNG file of the bench as a file of the page. */
export function fileOf(name: string, text: string): File {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  return new File([bytes], name, { type: 'image/png' })
}
