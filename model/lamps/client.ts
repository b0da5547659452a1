import type { Lane } from '../lane.ts'
import type { LampService } from './service.ts'

/** The classifier over the worker threads: trained on one, asked on the other. */
export function lampClient(training: Lane, live: Lane): LampService {
  return {
    tell: (question, model) => live.call((client) => client.lamps.tell({ question, model })),
    render: (label, seed, harder) => live.call((client) => client.lamps.render({ label, seed, harder })),
    async *train(request, signal) {
      signal.throwIfAborted()
      try {
        yield* training.stream((client) => client.lamps.train(request, { signal }))
      } catch (error) {
        signal.throwIfAborted()
        throw error
      }
    },
  }
}
