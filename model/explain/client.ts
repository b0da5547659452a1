import type { Lane } from '../lane.ts'
import type { ExplainService, ExplainSubject } from './service.ts'

/** Only the bytes themselves cross the thread, not the buffer they are a view of. */
const own = ({ kind, bytes }: ExplainSubject): ExplainSubject => ({ kind, bytes: bytes.slice() })

/** The explanations over the worker threads: training on one lane, answers and pictures on the other. */
export function explainClient(training: Lane, live: Lane): ExplainService {
  return {
    async *trainRaman(request, signal) {
      signal.throwIfAborted()
      try {
        yield* training.stream((client) => client.trainRaman(request, { signal }))
      } catch (error) {
        signal.throwIfAborted()
        throw error
      }
    },
    classifyRaman: (bytes, x) => live.call((client) => client.classifyRaman({ bytes: bytes.slice(), x })),
    explainFace: (subject) => live.call((client) => client.explainFace(own(subject))),
    explain: (subject, spectrum, options) =>
      live.call((client) => client.explain({ subject: own(subject), spectrum: spectrum.slice(), options })),
  }
}
