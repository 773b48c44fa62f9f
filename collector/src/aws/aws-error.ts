import { AppError, type ErrorCode } from '../errors.ts';

/**
 * Error names by what they mean. Names decide, never the status: the same error comes with 400 or with a status of its own.
 */
const CODES: Readonly<Record<string, ErrorCode>> = {
  AccessDenied: 'aws-denied',
  AccessDeniedException: 'aws-denied',
  AuthorizationErrorException: 'aws-denied',
  AuthorizationException: 'aws-denied',
  CredentialsProviderError: 'aws-denied',
  ExpiredToken: 'aws-denied',
  ExpiredTokenException: 'aws-denied',
  IncompleteSignature: 'aws-denied',
  InvalidClientTokenId: 'aws-denied',
  InvalidSignatureException: 'aws-denied',
  KMSAccessDeniedException: 'aws-denied',
  MissingAuthenticationTokenException: 'aws-denied',
  SignatureDoesNotMatch: 'aws-denied',
  TokenProviderError: 'aws-denied',
  UnrecognizedClientException: 'aws-denied',
  ConflictException: 'conflict',
  InvalidResourceStateException: 'conflict',
  LicenseUsageException: 'conflict',
  ResourceLimitExceededException: 'conflict',
  InvalidActivation: 'not-found',
  InvalidActivationId: 'not-found',
  InvalidInstanceId: 'not-found',
  InvalidResourceId: 'not-found',
  NotFoundException: 'not-found',
  ResourceNotFoundException: 'not-found',
  InvalidParameterValueException: 'bad-request',
  InvalidParameters: 'bad-request',
  InvalidTypeNameException: 'bad-request',
  ValidationException: 'bad-request',
};

/** The collector's error for what a call threw; whatever has no name of its own is AWS not answering as it should. */
export function awsError(operation: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const name = errorName(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  const unreadable = name === 'SyntaxError' ? 'the answer was cut off or is no JSON' : undefined;
  return new AppError(CODES[name] ?? 'aws-unavailable', `${operation}: ${name}: ${unreadable ?? message}`, {
    cause,
  });
}

export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}
