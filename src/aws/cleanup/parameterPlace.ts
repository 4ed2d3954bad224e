import type { Environment } from '../../core/environments/environment.ts';

/** Where a parameter of SSM is, or several below a name. */
export interface ParameterPlace {
  readonly environment: Environment;
  readonly region: string;
  /** `/ami-bakery/inventory` */
  readonly name: string;
}
