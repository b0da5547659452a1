/** "integrationMs" -> "Integration, ms", "lambda_min" -> "Lambda min": the name of a model's parameter as people read it. */
export function parameterName(key: string): string {
  const words = key
    .replace(/[_.-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase()
    .replace(/ (nm|ms|mm|percent)$/, ', $1')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
