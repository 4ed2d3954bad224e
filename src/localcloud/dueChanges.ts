import { transitions } from './ec2/transitions.ts';
import { defaultNetwork } from './ec2/defaultNetwork.ts';
import { emptyRegion, type RegionState, type World } from './world.ts';

/** What carries out a change that is due: on which resource, and when it happened. */
export type Transition = (state: RegionState, resourceId: string, at: Date) => void;

/** Name of a change that can be scheduled. */
export type TransitionName = keyof typeof transitions;

const byName: ReadonlyMap<string, Transition> = new Map(Object.entries(transitions));

/**
 * What an account has in a region at a time: whatever was due by then has happened. So no timer changes the world, and
 * a test that sets the clock sees at once what a day would have brought.
 * @param world - everything
 * @param account - id of the account
 * @param region - region code
 * @param now - milliseconds since 1970, by the world's clock
 */
export function regionAt(world: World, account: string, region: string, now: number): RegionState {
  const regions = world.accounts.get(account) ?? new Map<string, RegionState>();
  const state = regions.get(region) ?? { ...emptyRegion(), ...defaultNetwork({ account, region }) };
  world.accounts.set(account, regions.set(region, state));
  settle(state, now);
  return state;
}

/**
 * Lets something happen when the world's clock has reached a time.
 * @param state - the region of the resource
 * @param at - when, in milliseconds since 1970
 * @param resourceId - what it happens to
 * @param change - what happens
 */
export function schedule(state: RegionState, at: number, resourceId: string, change: TransitionName): void {
  const later = state.dueChanges.findIndex((due) => due.at.getTime() > at);
  const position = later === -1 ? state.dueChanges.length : later;
  state.dueChanges.splice(position, 0, { at: new Date(at), resourceId, change });
}

/**
 * Lets nothing more happen to a resource that is gone.
 * @param state - the region of the resource
 * @param resourceId - what was due to it is forgotten
 */
export function forget({ dueChanges }: RegionState, resourceId: string): void {
  const others = dueChanges.filter((due) => due.resourceId !== resourceId);
  dueChanges.splice(0, dueChanges.length, ...others);
}

function settle(state: RegionState, now: number): void {
  for (;;) {
    const [due] = state.dueChanges;
    if (due === undefined || due.at.getTime() > now) return;
    state.dueChanges.shift();
    const carryOut = byName.get(due.change);
    if (carryOut === undefined) throw new Error(`Nothing is known of the change '${due.change}'.`);
    carryOut(state, due.resourceId, due.at);
  }
}
