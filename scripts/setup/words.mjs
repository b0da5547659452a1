// What set-up says when it cannot go on: one sentence each for what happened and what to do.

/** Oldest Node that can run set-up. */
export const oldestNode = 20

/**
 * The sentence for a Node that is too old to run set-up, or undefined.
 * @param {string} version as in process.versions.node
 * @returns {string | undefined}
 */
export function nodeVersionProblem(version) {
  const major = Number.parseInt(version, 10)
  if (major >= oldestNode) return undefined
  return (
    `Isochrome needs Node ${oldestNode} or newer to set itself up; this is Node ${version}. ` +
    'Install a current Node, then run the same command again. Nothing was changed.'
  )
}

const networkCodes = [
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ENETUNREACH', 'EHOSTUNREACH'],
  ...['ETIMEDOUT', 'ENOTCACHED', 'ERR_SOCKET_TIMEOUT', 'FETCH_ERROR'],
]

/** @param {string} code @param {string} text */
function names(code, text) {
  return new RegExp(`\\b${code}\\b`).test(text)
}

/**
 * Whether npm's standard error says that the registry gave no answer at all.
 * @param {string} stderr
 */
export function isNetworkProblem(stderr) {
  return networkCodes.some((code) => names(code, stderr))
}

/** Error codes of npm and Node, and what they mean to a reader. */
const meanings = [
  {
    codes: networkCodes,
    happened: 'The package registry could not be reached',
    next: 'Check the network connection (behind a proxy: npm config set https-proxy), then run the same command again.',
  },
  {
    codes: ['E401', 'E403', 'E407'],
    happened: 'The package registry refused the request',
    next: 'Check the registry and proxy settings of npm (npm config list), then run the same command again.',
  },
  {
    codes: ['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_HAS_EXPIRED'],
    happened: "The package registry's certificate is not trusted here",
    next: 'Tell npm the certificate of your network (npm config set cafile FILE), then run the same command again.',
  },
  {
    codes: ['ENOSPC'],
    happened: 'The disk is full',
    next: 'Free about 2 GB, then run the same command again.',
  },
  {
    codes: ['EACCES', 'EPERM', 'EROFS'],
    happened: 'The folder node_modules could not be written',
    next: 'Make the project folder writable for you (it may belong to another user), then run the same command again.',
  },
  {
    codes: ['EINTEGRITY'],
    happened: 'A downloaded package does not match the checksum in package-lock.json',
    next: 'Clear the cache (npm cache clean --force), then run the same command again.',
  },
  {
    codes: ['ENOENT'],
    happened: 'npm itself could not be started',
    next: 'Install npm (it comes with Node), then run the same command again.',
  },
]

/**
 * One readable paragraph for a failed installation, made from what npm wrote to its standard error.
 * @param {string} stderr
 * @returns {string}
 */
export function installProblem(stderr) {
  for (const { codes, happened, next } of meanings) {
    const code = codes.find((name) => names(name, stderr))
    if (code !== undefined) {
      return `${happened} (${code}), so the packages are not installed. Your data are untouched. ${next}`
    }
  }
  const first = stderr
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
    .find((line) => line !== '')
  return (
    `npm could not install the packages${first === undefined ? '' : `: ${first}`}. Your data are untouched. ` +
    'Run npm ci --ignore-scripts to see all that npm has to say.'
  )
}
