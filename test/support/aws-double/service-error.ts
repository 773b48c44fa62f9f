export type ServiceName = 'ssm' | 'license-manager' | 'sts' | 'sns' | 'monitoring';

/** An error answer as AWS gives it: the client classifies by `type`, so the status may vary. */
export class ServiceError extends Error {
  readonly type: string;
  readonly status: number;
  /** Further members of the error document. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.type = type;
    this.status = status;
    this.members = members;
  }
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}
