/** Where the bearer token of the calls comes from. */
export interface TokenSource {
  /** The current token. */
  get(deadline: AbortSignal): Promise<string>;
  /**
   * Another token after `refused` got a 401.
   *
   * @returns undefined if there is none to be had
   */
  renew(refused: string, deadline: AbortSignal): Promise<string | undefined>;
}

export interface GrantedToken {
  token: string;
  /** Seconds from now. */
  expiresIn: number;
  /** Gives another one when what this one was granted for has itself expired. */
  refreshToken?: string | undefined;
}

/** A token that somebody else made, such as a personal access token. */
export function givenToken(token: string): TokenSource {
  return { get: async () => token, renew: async () => undefined };
}

/** Renewed this long before it expires, so that no call is caught by the clocks of two machines. */
const SKEW_SECONDS = 60;

/**
 * Keeps a granted token until shortly before it expires; calls that come together share one request.
 *
 * @param refresh for grants that give refresh tokens; where one is refused, the grant is asked for again
 */
export function cachedToken(
  grant: (deadline: AbortSignal) => Promise<GrantedToken>,
  refresh?: (refreshToken: string, deadline: AbortSignal) => Promise<GrantedToken>,
): TokenSource {
  let current: { token: string; renewAt: number; refreshToken: string | undefined } | undefined;
  let pending: Promise<string> | undefined;

  const next = async (deadline: AbortSignal): Promise<GrantedToken> => {
    const { refreshToken } = current ?? {};
    if (!refreshToken || !refresh) return grant(deadline);
    // Good once, and whatever it is refused for, the grant may still be had.
    current = undefined;
    return refresh(refreshToken, deadline).catch(() => grant(deadline));
  };

  const fetchToken = (deadline: AbortSignal): Promise<string> => {
    pending ??= next(deadline)
      .then(({ token, expiresIn, refreshToken }) => {
        // A token that lives shorter than the skew is still good for the calls of the next moments.
        const lifetime = Math.max(expiresIn - SKEW_SECONDS, expiresIn / 2);
        current = { token, renewAt: Date.now() + lifetime * 1000, refreshToken };
        return token;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };

  return {
    get: (deadline) =>
      current && Date.now() < current.renewAt ? Promise.resolve(current.token) : fetchToken(deadline),
    renew: (refused, deadline) =>
      current && current.token !== refused ? Promise.resolve(current.token) : fetchToken(deadline),
  };
}
