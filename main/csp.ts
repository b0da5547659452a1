/**
 * The content security policy of both hosts (the page loads nothing from anywhere else), and the
 * headers that go with it. Architecture section 11; OWASP secure headers.
 */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
]

/** Headers of every response that carries a part of the page. `socket` = the WebSocket origin Chromium 108 does not count as 'self'. */
export function securityHeaders(socket?: string): Record<string, string> {
  const policy = DIRECTIVES.map((line) =>
    socket !== undefined && line.startsWith('connect-src') ? `${line} ${socket}` : line,
  )
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
}
