/** A signal that aborts when this process is asked to end, so that half-done work is tidied up. */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort(new Error(`stopped by ${name}`)))
  }
  return controller.signal
}
