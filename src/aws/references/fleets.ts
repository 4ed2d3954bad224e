import {
  type FleetLaunchTemplateSpecification,
  paginateDescribeFleets,
  paginateDescribeSpotFleetRequests,
} from '@aws-sdk/client-ec2';
import type { LaunchPart, PlacedSource } from '../../core/references/facts.ts';
import { allPages } from '../allPages.ts';
import { factPage, type FactReader } from './factPage.ts';

/** DescribeFleets gives up to 1000 in an answer, DescribeSpotFleetRequests too (EC2 API Reference). */
const pageSize = 1000;

/** States in which a fleet launches nothing any more (EC2 API Reference, FleetStateCode, BatchState). */
const endedStates: readonly string[] = [
  'deleted',
  'deleted_terminating',
  'failed',
  'cancelled',
  'cancelled_terminating',
];

/** Reads the EC2 Fleets. Those of type `instant` AWS tells of by their id only; their instances are read as instances. */
export const readFleets: FactReader<'fleets'> = async function* ({ ec2 }, signal) {
  const pages = allPages(paginateDescribeFleets({ client: ec2, pageSize }, {}, { abortSignal: signal }));
  for await (const { Fleets } of pages) {
    yield factPage(Fleets, 'Fleet', ({ FleetId: fleetId, FleetState: state, LaunchTemplateConfigs = [] }) => {
      if (fleetId === undefined || state === undefined) return undefined;
      const sources = LaunchTemplateConfigs.flatMap(({ LaunchTemplateSpecification, Overrides = [] }) => [
        ...placed('launch', LaunchTemplateSpecification),
        ...Overrides.flatMap(({ ImageId }) => placedImage('override', ImageId)),
      ]);
      return endedStates.includes(state) ? [] : [{ fleetId, state, sources }];
    });
  }
};

/** Reads the Spot Fleet requests. */
export const readSpotFleets: FactReader<'spotFleets'> = async function* ({ ec2 }, signal) {
  const pages = allPages(
    paginateDescribeSpotFleetRequests({ client: ec2, pageSize }, {}, { abortSignal: signal }),
  );
  for await (const { SpotFleetRequestConfigs } of pages) {
    yield factPage(SpotFleetRequestConfigs, 'SpotFleetRequestConfig', (request) => {
      const { SpotFleetRequestId: fleetId, SpotFleetRequestState: state, SpotFleetRequestConfig } = request;
      if (fleetId === undefined || state === undefined || SpotFleetRequestConfig === undefined)
        return undefined;
      const { LaunchSpecifications = [], LaunchTemplateConfigs = [] } = SpotFleetRequestConfig;
      const sources = [
        ...LaunchSpecifications.flatMap(({ ImageId }) => placedImage('launch', ImageId)),
        ...LaunchTemplateConfigs.flatMap(({ LaunchTemplateSpecification }) =>
          placed('launch', LaunchTemplateSpecification),
        ),
      ];
      return endedStates.includes(state) ? [] : [{ fleetId, state, sources }];
    });
  }
};

function placed(part: LaunchPart, template: FleetLaunchTemplateSpecification | undefined): PlacedSource[] {
  if (template === undefined) return [];
  const { LaunchTemplateId: templateId, LaunchTemplateName: templateName, Version: version } = template;
  return [{ part, source: { kind: 'template', templateId, templateName, version } }];
}

function placedImage(part: LaunchPart, imageId: string | undefined): PlacedSource[] {
  return imageId === undefined ? [] : [{ part, source: { kind: 'image', imageId } }];
}
