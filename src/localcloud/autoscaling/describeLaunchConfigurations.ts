import type {
  LaunchConfiguration,
  LaunchConfigurationNamesType,
  LaunchConfigurationsType,
} from '@aws-sdk/client-auto-scaling';
import type { Call } from '../world.ts';
import { hasName, recordPage } from './namedPages.ts';

const nameOf = ({ LaunchConfigurationName = '' }: LaunchConfiguration): string => LaunchConfigurationName;

/** Auto Scaling API Reference, DescribeLaunchConfigurations; `LaunchConfigurationNames` has at most 50 items. */
export function describeLaunchConfigurations(
  input: LaunchConfigurationNamesType,
  call: Call,
): LaunchConfigurationsType {
  const { state } = call;
  const names = input.LaunchConfigurationNames;
  const isNamed = hasName({ path: 'launchConfigurationNames', names, most: 50 });
  const page = recordPage(state.launchConfigurations, nameOf, (each) => isNamed(nameOf(each)), input, call);
  return { LaunchConfigurations: page.items, NextToken: page.nextToken };
}
