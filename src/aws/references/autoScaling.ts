import {
  type DescribeAutoScalingGroupsCommandOutput,
  type LaunchTemplateSpecification,
  type MixedInstancesPolicy,
  paginateDescribeAutoScalingGroups,
  paginateDescribeInstanceRefreshes,
  paginateDescribeLaunchConfigurations,
} from '@aws-sdk/client-auto-scaling';
import type { LaunchPart, LaunchSource, PlacedSource } from '../../core/references/facts.ts';
import { allPages } from '../allPages.ts';
import type { ServiceClients } from '../identity.ts';
import { factPage, type FactReader } from './factPage.ts';
import { isGroupGone, pagesUnlessGone } from './gone.ts';

/** `MaxRecords` of the three calls is 100 at most (Auto Scaling API Reference). */
const pageSize = 100;

/** Reads the groups, those at size zero included; the instances that they have are read as instances. */
export const readAutoScalingGroups: FactReader<'autoScalingGroups'> = async function* (clients, signal) {
  for await (const { AutoScalingGroups } of groupPages(clients, signal)) {
    yield factPage(AutoScalingGroups, 'AutoScalingGroup', (group) => {
      const { AutoScalingGroupName: name, DesiredCapacity: desired, LaunchConfigurationName } = group;
      if (name === undefined || desired === undefined) return undefined;
      const configuration: PlacedSource[] =
        LaunchConfigurationName === undefined
          ? []
          : [{ part: 'launch', source: { kind: 'configuration', name: LaunchConfigurationName } }];
      return [{ name, desired, sources: [...configuration, ...sourcesOf(group)] }];
    });
  }
};

/** Reads the launch configurations, whether a group uses them or not. */
export const readLaunchConfigurations: FactReader<'launchConfigurations'> = async function* (
  { autoScaling },
  signal,
) {
  const pages = allPages(
    paginateDescribeLaunchConfigurations({ client: autoScaling, pageSize }, {}, { abortSignal: signal }),
  );
  for await (const { LaunchConfigurations } of pages) {
    yield factPage(LaunchConfigurations, 'LaunchConfiguration', ({ LaunchConfigurationName, ImageId }) =>
      LaunchConfigurationName === undefined || ImageId === undefined
        ? undefined
        : [{ name: LaunchConfigurationName, imageId: ImageId }],
    );
  }
};

/** What a refresh that has not ended may say (Auto Scaling API Reference, InstanceRefresh, `Status`). */
const runningStatuses: readonly string[] = [
  'Pending',
  'InProgress',
  'Baking',
  'Cancelling',
  'RollbackInProgress',
];

/** Reads the instance refreshes that have not ended; AWS tells of them for one group at a time. */
export const readInstanceRefreshes: FactReader<'instanceRefreshes'> = async function* (clients, signal) {
  for await (const { AutoScalingGroups = [] } of groupPages(clients, signal)) {
    for (const { AutoScalingGroupName } of AutoScalingGroups) {
      const pages = allPages(
        paginateDescribeInstanceRefreshes(
          { client: clients.autoScaling, pageSize },
          { AutoScalingGroupName },
          { abortSignal: signal },
        ),
      );
      for await (const { InstanceRefreshes } of pagesUnlessGone(pages, isGroupGone)) {
        yield factPage(InstanceRefreshes, 'InstanceRefresh', (refresh) => {
          const { InstanceRefreshId: refreshId, AutoScalingGroupName: groupName, Status: status } = refresh;
          if (refreshId === undefined || groupName === undefined || status === undefined) return undefined;
          if (!runningStatuses.includes(status)) return [];
          return [{ refreshId, groupName, status, sources: sourcesOf(refresh.DesiredConfiguration ?? {}) }];
        });
      }
    }
  }
};

function groupPages(
  { autoScaling }: ServiceClients,
  signal: AbortSignal,
): AsyncIterable<DescribeAutoScalingGroupsCommandOutput> {
  return allPages(
    paginateDescribeAutoScalingGroups(
      { client: autoScaling, pageSize },
      { IncludeManagedResources: true, IncludeInstances: false },
      { abortSignal: signal },
    ),
  );
}

interface Launching {
  readonly LaunchTemplate?: LaunchTemplateSpecification | undefined;
  readonly MixedInstancesPolicy?: MixedInstancesPolicy | undefined;
}

function sourcesOf({ LaunchTemplate, MixedInstancesPolicy }: Launching): PlacedSource[] {
  const mixed = MixedInstancesPolicy?.LaunchTemplate;
  return [
    ...placed('launch', LaunchTemplate),
    ...placed('mixedInstances', mixed?.LaunchTemplateSpecification),
    ...(mixed?.Overrides ?? []).flatMap(({ LaunchTemplateSpecification, ImageId }) => [
      ...placed('override', LaunchTemplateSpecification),
      ...(ImageId === undefined
        ? []
        : [{ part: 'override' as const, source: { kind: 'image' as const, imageId: ImageId } }]),
    ]),
  ];
}

function placed(part: LaunchPart, template: LaunchTemplateSpecification | undefined): PlacedSource[] {
  return template === undefined ? [] : [{ part, source: templateSource(template) }];
}

function templateSource(template: LaunchTemplateSpecification): LaunchSource {
  const { LaunchTemplateId: templateId, LaunchTemplateName: templateName, Version: version } = template;
  return { kind: 'template', templateId, templateName, version };
}
