import type { ParameterHistory } from '@aws-sdk/client-ssm';
import { hostileTexts } from './hostileTexts.ts';
import { daysBefore, imageOf, isHostile, type Scene } from './scene.ts';

/** What the secret parameter holds. Whoever reads it has asked for more than ids of images. */
export const secretValue = 'never-to-be-read';

/**
 * Parameters of a place: two that name the current image of a service, with the versions and labels of before, one that
 * holds an id as mere text, one that is secret.
 * @param scene - a place and its images
 */
export function sampleParameters(scene: Scene): ParameterHistory[] {
  const text = (name: string, value: string): ParameterHistory => ({
    ...common(scene, 120),
    Name: name,
    Type: 'String',
    DataType: 'text',
    Value: value,
    Version: 1,
  });
  return [
    ...imageParameter(scene, 'web', [['stable'], ['previous'], ['current']]),
    ...imageParameter(scene, 'worker', [[], ['current']]),
    text('/deploy/batch/ami', imageOf(scene, 'batch', 1)),
    text('/deploy/batch/schedule', 'rate(1 day)'),
    {
      ...text('/deploy/batch/database-password', secretValue),
      Type: 'SecureString',
      KeyId: 'alias/aws/ssm',
    },
    ...(isHostile(scene.place) ? hostileTexts : []).map((value, index) => text(`/hostile/${index}`, value)),
  ];
}

/** A parameter of the data type that EC2 can resolve: each version names a newer image than the one before. */
function imageParameter(
  scene: Scene,
  service: string,
  labels: readonly (readonly string[])[],
): ParameterHistory[] {
  return labels.map((ofVersion, index) => ({
    ...common(scene, (labels.length - index) * 30),
    Name: `/images/${service}/current`,
    Type: 'String',
    DataType: 'aws:ec2:image',
    Value: imageOf(scene, service, labels.length - 1 - index),
    Version: index + 1,
    Labels: [...ofVersion],
  }));
}

function common(scene: Scene, days: number): ParameterHistory {
  const { account, environment } = scene.place;
  return {
    LastModifiedDate: daysBefore(scene, days),
    LastModifiedUser: `arn:aws:iam::${account}:user/${environment}`,
    Tier: 'Standard',
    Labels: [],
    Policies: [],
  };
}
