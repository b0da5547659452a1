import type { MethodParameters } from './correction/method.ts'

/** Versions a fit depends on, for the card. */
export function librariesOf(parameters: MethodParameters): Record<string, string> {
  const { backend } = parameters
  return { node: process.versions.node, ...(typeof backend === 'string' ? { tensorflow: backend } : {}) }
}
