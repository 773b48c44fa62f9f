import { AppError } from '../errors.ts';

/** What AWS said of an activation it did not make, with what to do. Anything else stays as it is. */
export function explainActivationFault(error: unknown, role: string): unknown {
  if (!(error instanceof AppError)) return error;
  const advice = adviceOn(error, role);
  return advice === null ? error : new AppError(error.code, `${error.message}. ${advice}`, { cause: error });
}

function adviceOn({ code, message }: AppError, role: string): string | null {
  if (/trust policy|nonexistent role/i.test(message)) {
    return (
      `Make the role ${role} in that account, trusted by ssm.amazonaws.com (sts:AssumeRole), with the policy ` +
      'AmazonSSMManagedInstanceCore; a new role takes some seconds to be known'
    );
  }
  if (code === 'aws-denied') {
    const need = message.includes('iam:PassRole')
      ? `iam:PassRole on the role ${role}`
      : 'the right to make activations';
    return `The credentials lack ${need}: \`coreledger aws policy --write --role ${role}\` prints what they need`;
  }
  // The call is sent once; its answer, with the code, may be what was lost.
  if (code === 'aws-unavailable') {
    return 'It may have been made all the same, its code lost: `coreledger activation list` shows it, `activation delete` removes it';
  }
  return null;
}
