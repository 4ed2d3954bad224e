/**
 * The members of inputs that may be a fraction, by the name of their structure; all other numbers are integers. The SDK's
 * schemas do not tell them apart. Source: the types `double` and `float` in the models of EC2 2016-11-15, Auto Scaling
 * 2011-01-01 and STS 2011-06-15 that botocore 1.43 has.
 */
const fractions: ReadonlyMap<string, readonly string[]> = new Map([
  ['ClientData', ['UploadSize']],
  ['ExecutePolicyType', ['BreachThreshold', 'MetricValue']],
  ['FleetLaunchTemplateOverridesRequest', ['Priority', 'WeightedCapacity']],
  ['LaunchTemplateOverrides', ['Priority', 'WeightedCapacity']],
  ['MemoryGiBPerVCpu', ['Max', 'Min']],
  ['MemoryGiBPerVCpuRequest', ['Max', 'Min']],
  ['NetworkBandwidthGbps', ['Max', 'Min']],
  ['NetworkBandwidthGbpsRequest', ['Max', 'Min']],
  ['PredictiveScalingMetricSpecification', ['TargetValue']],
  ['PriceScheduleSpecification', ['Price']],
  ['ReservationFleetInstanceSpecification', ['Weight']],
  ['ReservedInstanceLimitPrice', ['Amount']],
  ['SpotFleetLaunchSpecification', ['WeightedCapacity']],
  ['SpotFleetRequestConfigData', ['FulfilledCapacity', 'OnDemandFulfilledCapacity']],
  ['StepAdjustment', ['MetricIntervalLowerBound', 'MetricIntervalUpperBound']],
  ['TargetTrackingConfiguration', ['TargetValue']],
  ['TotalLocalStorageGB', ['Max', 'Min']],
  ['TotalLocalStorageGBRequest', ['Max', 'Min']],
]);

/**
 * Whether a number may be a fraction.
 * @param structure - name of the structure that it is in
 * @param member - its name there
 */
export function mayBeFraction(structure: string | undefined, member: string): boolean {
  return fractions.get(structure ?? '')?.includes(member) === true;
}
