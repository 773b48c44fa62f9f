import { expect, it } from 'vitest';
import { awsError } from '../../../collector/src/aws/aws-error.ts';
import { AWS_PERMISSIONS } from '../../../collector/src/aws/permissions.ts';
import type { ErrorCode } from '../../../collector/src/errors.ts';
import { SOURCES, startTestAws } from '../../support/aws/test-aws.ts';
import type { ServiceName } from '../../support/aws-double/service-error.ts';
import { readServiceModel } from '../../support/aws-models/service-model.ts';
import { describeWithPackages } from '../../support/debian-package.ts';

function codeOf(name: string, status?: number): ErrorCode {
  const error = Object.assign(new Error('why'), { name, $metadata: { httpStatusCode: status } });
  return awsError('service:Operation', error).code;
}

it.each([400, 401, 403, 409, 424, 500])('an error means what its name says, with status %i too', (status) => {
  for (const name of ['AccessDeniedException', 'AuthorizationException', 'ExpiredTokenException'])
    expect(codeOf(name, status)).toBe('aws-denied');
  expect(codeOf('ConflictException', status)).toBe('conflict');
  expect(codeOf('FailedDependencyException', status)).toBe('aws-unavailable');
});

it('credentials that are not there are a denial that says so, not an outage', async () => {
  const test = await startTestAws();
  const nobody = { ...SOURCES[0], name: 'nobody', profile: 'no-such-profile' };
  await expect(test.aws.reader(nobody, 'eu-central-1')).rejects.toMatchObject({
    code: 'aws-denied',
    message: expect.stringContaining('no-such-profile'),
  });
  await test.close();
});

await describeWithPackages('errors that the services document', ['python3-botocore'], () => {
  it('are told apart, but for AWS being at fault and for requests that are never made', () => {
    const rest = new Set<string>();
    for (const name of Object.keys(AWS_PERMISSIONS)) {
      const [service, operation = ''] = name.split(':');
      const model = readServiceModel((service === 'cloudwatch' ? 'monitoring' : service) as ServiceName);
      for (const { shape } of model.operations[operation]?.errors ?? [])
        if (codeOf(shape) === 'aws-unavailable') rest.add(shape);
    }
    expect([...rest].sort()).toEqual([
      'EndpointDisabledException',
      'FailedDependencyException',
      'FilterLimitExceededException',
      'InternalErrorException',
      'InternalServerError',
      'InternalServiceFault',
      'InvalidAggregatorException',
      'InvalidFilter',
      'InvalidFilterKey',
      'InvalidInstanceInformationFilterValue',
      'InvalidInventoryGroupException',
      'InvalidNextToken',
      'InvalidParameterCombinationException',
      'InvalidParameterException',
      'InvalidResultAttributeException',
      'InvalidSecurityException',
      'KMSDisabledException',
      'KMSInvalidStateException',
      'KMSNotFoundException',
      'KMSOptInRequired',
      'KMSThrottlingException',
      'MalformedPolicyDocumentException',
      'MissingRequiredParameterException',
      'PackedPolicyTooLargeException',
      'PlatformApplicationDisabledException',
      'RateLimitExceededException',
      'RegionDisabledException',
      'ServerInternalException',
      'TooManyUpdates',
    ]);
  });
});
