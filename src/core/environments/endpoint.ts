/**
 * What may stand as the `endpoint` of an environment: an https address, or an http address of this machine
 * (`localhost`, 127.0.0.0/8, `[::1]`; RFC 8252 section 8.3 and the Fetch standard take these for local). Over plain http
 * to anywhere else, requests that are signed with somebody's credentials could be read and answered by others. No user
 * name and password, which would end up in logs; no query and no fragment.
 */
export const endpointPattern =
  /^(?:https:\/\/[^\s/?#@\\]+|http:\/\/(?:localhost|127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|\[::1\])(?::\d{1,5})?)(?:\/[^\s?#]*)?$/u;
