import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import type { Caller, ManageApiKeys } from '../../services/manage-api-keys.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `requireRole`. */
    caller: Caller | null;
  }
}

const RANK = { viewer: 0, operator: 1, admin: 2 } as const;

/** For `onRequest`: before a body is read, so that nobody unknown has one parsed. */
export type RequireRole = (role: keyof typeof RANK) => (request: FastifyRequest) => Promise<void>;

/** Operators authenticate by `Authorization: Bearer clk1.…`; a role includes those below it. */
export function registerAuthentication(app: FastifyInstance, apiKeys: ManageApiKeys): RequireRole {
  app.decorateRequest('caller', null);
  return (role) => async (request) => {
    const caller = await apiKeys.authenticate(bearerOf(request));
    if (RANK[caller.role] < RANK[role]) {
      throw new AppError(
        'forbidden',
        `this takes the role ${role}; the key "${caller.name}" has ${caller.role}`,
      );
    }
    request.caller = caller;
  };
}

/** The bearer text of the request, empty where there is none. */
export function bearerOf(request: FastifyRequest): string {
  return /^Bearer ([\w.-]{1,512})$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

/** Who acts, for the audit log. Only in routes behind `requireRole`. */
export function actorOf(request: FastifyRequest): string {
  if (request.caller === null) throw new Error('a route without requireRole has no caller');
  return request.caller.actor;
}
