import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';

/** What a request with a client token has besides its other parameters. */
interface IdempotentRequest {
  readonly ClientToken?: string | undefined;
}

/** EC2 API Reference, `ClientToken`: 64 characters of ASCII for most calls, 128 for those of launch templates. */
const tokenPattern = /^[\u0021-\u007E]{1,128}$/u;

/**
 * Carries out a call unless the same one was carried out with the same client token: then it answers as it did (EC2
 * Developer Guide, "Ensuring idempotency in Amazon EC2 API requests").
 * @param action - name of the call
 * @param input - its parameters
 * @param call - who makes it, and where
 * @param carryOut - does it; what it throws is not remembered
 * @returns the result of this time, or of that one
 * @throws CloudError `IdempotentParameterMismatch`, `InvalidClientToken`, and what `carryOut` throws
 */
export function idempotent(
  action: string,
  input: IdempotentRequest,
  { world, caller, region }: Call,
  carryOut: () => object,
): object {
  const { ClientToken: token } = input;
  if (token === undefined) return carryOut();
  if (!tokenPattern.test(token)) throw new CloudError('InvalidClientToken', 'Invalid client token');
  const key = JSON.stringify([caller.account, region, action, token]);
  const parameters = JSON.stringify(input);
  const before = world.idempotentCalls.get(key);
  if (before === undefined) {
    const result = carryOut();
    world.idempotentCalls.set(key, { parameters, result });
    return result;
  }
  if (before.parameters === parameters) return before.result;
  throw new CloudError(
    'IdempotentParameterMismatch',
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  );
}
