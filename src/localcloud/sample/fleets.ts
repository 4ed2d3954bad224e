import type { FleetData, LaunchTemplate, SpotFleetRequestConfig } from '@aws-sdk/client-ec2';
import { daysBefore, imageOf, type Scene, uuidFrom } from './scene.ts';

/** Fleets of a place. */
export interface SampleFleets {
  readonly fleets: FleetData[];
  readonly spotFleetRequests: SpotFleetRequestConfig[];
}

/**
 * An EC2 Fleet with a launch template, one of type `instant`, which alone may name images (EC2 API Reference,
 * FleetLaunchTemplateOverrides, `ImageId`), and a Spot Fleet with an image of its own.
 * @param scene - a place and its images
 * @param templates - launch templates of the same place
 */
export function sampleFleets(scene: Scene, templates: readonly LaunchTemplate[]): SampleFleets {
  const { account } = scene.place;
  const template = templates.find(({ LaunchTemplateName }) => LaunchTemplateName === 'ingest(spot)');
  const LaunchTemplateSpecification = {
    LaunchTemplateId: template?.LaunchTemplateId,
    LaunchTemplateName: template?.LaunchTemplateName,
    Version: '$Default',
  };
  const TargetCapacitySpecification = {
    TotalTargetCapacity: 2,
    OnDemandTargetCapacity: 0,
    SpotTargetCapacity: 2,
    DefaultTargetCapacityType: 'spot' as const,
  };
  return {
    fleets: [
      {
        FleetId: `fleet-${uuidFrom(scene.random)}`,
        FleetState: 'active',
        ActivityStatus: 'fulfilled',
        Type: 'maintain',
        CreateTime: daysBefore(scene, 30),
        ExcessCapacityTerminationPolicy: 'termination',
        FulfilledCapacity: 2,
        LaunchTemplateConfigs: [{ LaunchTemplateSpecification, Overrides: [{ InstanceType: 't3.large' }] }],
        TargetCapacitySpecification,
        Tags: [{ Key: 'Name', Value: 'ingest' }],
      },
      {
        FleetId: `fleet-${uuidFrom(scene.random)}`,
        FleetState: 'active',
        ActivityStatus: 'fulfilled',
        Type: 'instant',
        CreateTime: daysBefore(scene, 3),
        FulfilledCapacity: 2,
        LaunchTemplateConfigs: [
          { LaunchTemplateSpecification, Overrides: [{ ImageId: imageOf(scene, 'reports', 1) }] },
        ],
        TargetCapacitySpecification,
        Tags: [{ Key: 'Name', Value: 'reports' }],
      },
    ],
    spotFleetRequests: [
      {
        SpotFleetRequestId: `sfr-${uuidFrom(scene.random)}`,
        SpotFleetRequestState: 'active',
        ActivityStatus: 'fulfilled',
        CreateTime: daysBefore(scene, 100),
        SpotFleetRequestConfig: {
          IamFleetRole: `arn:aws:iam::${account}:role/spot-fleet`,
          TargetCapacity: 1,
          AllocationStrategy: 'priceCapacityOptimized',
          Type: 'maintain',
          LaunchSpecifications: [{ ImageId: imageOf(scene, 'reports', 2), InstanceType: 'c5.large' }],
        },
        Tags: [{ Key: 'Name', Value: 'reports-spot' }],
      },
    ],
  };
}
