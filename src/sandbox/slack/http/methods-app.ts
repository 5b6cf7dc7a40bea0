import type { JsonObject } from '../model/json.ts';
import { Refusal } from '../model/refusal.ts';
import type { Call, Methods } from './call.ts';

export const appMethods: Methods = {
  'api.test': { token: 'none', scopes: [], run: apiTest },
  'auth.test': { token: 'bot', scopes: [], run: authTest },
  'apps.connections.open': { token: 'app', scopes: [], run: connectionsOpen },
};

function apiTest({ args }: Call): JsonObject {
  if (typeof args['error'] === 'string') throw new Refusal(args['error'], { args });
  return { args };
}

function authTest({ w }: Call): JsonObject {
  return {
    url: `https://${w.team.domain}.slack.com/`,
    team: w.team.name,
    user: w.app.name,
    team_id: w.team.id,
    ...(w.organisationId === null ? {} : { enterprise_id: w.organisationId }),
    user_id: w.app.botUserId,
    bot_id: w.app.botId,
    is_enterprise_install: false,
  };
}

function connectionsOpen({ front }: Call): JsonObject {
  return { url: front.socket.ticketUrl() };
}
