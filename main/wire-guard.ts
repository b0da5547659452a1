import { z } from 'zod'

z.config({ jitless: true })

/** The frame of a message from the page (oRPC's peer protocol): a call, a piece of a streamed input, or a cancellation. */
const id = z.union([z.string(), z.number()])
const Frame = z.union([
  z.object({ i: id, t: z.literal(1).optional(), p: z.object({ u: z.string().startsWith('/') }) }),
  z.object({ i: id, t: z.literal(3), p: z.object({ e: z.string() }) }),
  z.object({ i: id, t: z.literal(4) }),
])

/** Whether what came over a carrier has the form of a message of the contract; what is inside is checked call by call. */
export function isFrame(raw: unknown): raw is string {
  if (typeof raw !== 'string') return false
  try {
    return Frame.safeParse(JSON.parse(raw)).success
  } catch {
    return false // not even JSON
  }
}
