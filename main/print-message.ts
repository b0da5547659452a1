import { z } from 'zod'

/** What the bench process asks its shell to print; `id` names the answer. */
export const PrintRequestSchema = z.object({ print: z.number().int(), html: z.string() })
/** The shell's answer: the file, or in words why there is none. */
export const PrintAnswerSchema = z.object({
  printed: z.number().int(),
  pdf: z.instanceof(Uint8Array).optional(),
  failed: z.string().optional(),
})

/** The end of a process that messages go through. */
interface Port {
  postMessage(message: unknown): void
}

/** Prints through the shell: sends requests, and takes the answers that `take` is given. */
export function shellPrinter(port: Port): {
  readonly print: (html: string, signal: AbortSignal) => Promise<Uint8Array>
  /** Whether the message was an answer. */
  readonly take: (message: unknown) => boolean
} {
  const waiting = new Map<number, (answer: z.infer<typeof PrintAnswerSchema>) => void>()
  let last = 0
  return {
    print: (html, signal) =>
      new Promise((resolve, reject) => {
        const id = ++last
        const stop = (): void => {
          waiting.delete(id)
          reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
        }
        signal.addEventListener('abort', stop, { once: true })
        waiting.set(id, ({ pdf, failed }) => {
          waiting.delete(id)
          signal.removeEventListener('abort', stop)
          if (pdf) resolve(pdf)
          else reject(new Error(failed ?? 'The window made no PDF.'))
        })
        port.postMessage({ print: id, html })
      }),
    take: (message) => {
      const answer = PrintAnswerSchema.safeParse(message)
      if (!answer.success) return false
      waiting.get(answer.data.printed)?.(answer.data)
      return true
    },
  }
}
