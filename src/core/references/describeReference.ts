import * as l10n from '@vscode/l10n';
import type { ReferenceSource } from './facts.ts';
import type { LaunchPath, Reference } from './reference.ts';

/** A reference as a person reads it. Texts of AWS are as AWS has them. */
export interface ReferenceWords {
  /** What refers, by its name. */
  readonly name: string;
  /** Its id, where that is another thing than its name. */
  readonly id: string | undefined;
  /** What it is, and how it comes to the image: "Auto Scaling group of 3, through launch template web, version 4". */
  readonly relation: string;
}

/**
 * What refers to an image, in words.
 * @param reference - of the image
 */
export function describeReference({ referrer }: Reference): ReferenceWords {
  switch (referrer.kind) {
    case 'instance': {
      const { instanceId, name, state } = referrer;
      return named(name, instanceId, l10n.t('instance, {0}', state));
    }
    case 'launchTemplate': {
      const { name, templateId, version, parameter } = referrer;
      const relation = l10n.t('launch template, version {0}{1}', version, markOf(referrer));
      return { name, id: templateId, relation: withParameter(relation, parameter) };
    }
    case 'autoScalingGroup': {
      const { name, desired, path } = referrer;
      const relation = withPath(l10n.t('Auto Scaling group of {0}', desired), path);
      return { name, id: undefined, relation };
    }
    case 'launchConfiguration':
      return {
        name: referrer.name,
        id: undefined,
        relation: withParameter(l10n.t('launch configuration'), referrer.parameter),
      };
    case 'instanceRefresh': {
      const { groupName, refreshId, status, path } = referrer;
      const relation = withPath(l10n.t('instance refresh, {0}', status), path);
      return { name: groupName, id: refreshId, relation };
    }
    case 'fleet':
    case 'spotFleet': {
      const { fleetId, kind, state, path } = referrer;
      const what = kind === 'fleet' ? l10n.t('EC2 Fleet, {0}', state) : l10n.t('Spot Fleet, {0}', state);
      return { name: fleetId, id: undefined, relation: withPath(what, path) };
    }
    case 'parameter': {
      const { name, version, isCurrent, isInText, labels } = referrer;
      const value = isCurrent
        ? l10n.t('SSM parameter, current value')
        : l10n.t('SSM parameter, earlier value (version {0})', version);
      const place = isInText ? l10n.t('{0}, within a text', value) : value;
      return { name, id: undefined, relation: [place, ...labels].join(' · ') };
    }
    case 'rootVolumeReplacement':
      return {
        name: referrer.instanceId,
        id: referrer.taskId,
        relation: l10n.t('replacement of a root volume, {0}', referrer.state),
      };
  }
}

/**
 * What a source is called where it could not be read: "Auto Scaling groups".
 * @param source - what is read
 */
export function nameOfSource(source: ReferenceSource): string {
  switch (source) {
    case 'instances':
      return l10n.t('Instances');
    case 'launchTemplates':
      return l10n.t('Launch templates');
    case 'autoScalingGroups':
      return l10n.t('Auto Scaling groups');
    case 'launchConfigurations':
      return l10n.t('Launch configurations');
    case 'instanceRefreshes':
      return l10n.t('Instance refreshes');
    case 'fleets':
      return l10n.t('EC2 Fleets');
    case 'spotFleets':
      return l10n.t('Spot Fleets');
    case 'parameters':
      return l10n.t('SSM parameters');
    case 'rootVolumeReplacements':
      return l10n.t('Root volume replacements');
  }
}

function named(name: string | undefined, id: string, relation: string): ReferenceWords {
  return name === undefined || name.trim() === ''
    ? { name: id, id: undefined, relation }
    : { name, id, relation };
}

function markOf({ isDefault, isLatest }: { isDefault: boolean; isLatest: boolean }): string {
  if (isDefault) return isLatest ? l10n.t(' (default and latest)') : l10n.t(' (default)');
  return isLatest ? l10n.t(' (latest)') : '';
}

function withPath(what: string, { part, template, configuration, parameter }: LaunchPath): string {
  const through =
    template === undefined
      ? configuration === undefined
        ? what
        : l10n.t('{0}, through launch configuration {1}', what, configuration)
      : l10n.t('{0}, through launch template {1}, version {2}', what, template.name, template.version);
  const placed =
    part === 'override'
      ? l10n.t('{0}, in an override', through)
      : part === 'mixedInstances'
        ? l10n.t('{0}, in its mixed instances policy', through)
        : through;
  return withParameter(placed, parameter);
}

function withParameter(what: string, parameter: string | undefined): string {
  return parameter === undefined ? what : l10n.t('{0}, through SSM parameter {1}', what, parameter);
}
