import { pino, type Logger } from 'pino'

/** JSON lines on stderr. What could hold a secret or a person's data is cut out even when somebody logs it by mistake. */
export function openLogger(level: string): Logger {
  const secrets = ['authorization', 'cookie', 'set-cookie', 'password', 'token', 'secret', 'email', 'phone', 'name', 'note']
  return pino({
    level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secrets.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]), remove: true },
    serializers: { err: errorWithoutValues },
  }, pino.destination({ dest: 2, sync: true }))
}

/** The database repeats the values that it was given; its code and constraint say enough. */
function errorWithoutValues(error: Error): object {
  const { detail: _, where: __, parameters: ___, hint: ____, internalQuery: _____, ...rest } = pino.stdSerializers.err(error) as unknown as Record<string, unknown>
  return rest
}
