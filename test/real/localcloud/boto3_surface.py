"""Calls everything that the local cloud carries out through boto3, with its paginators and waiters.

Usage: python boto3_surface.py CONTROL

CONTROL is the address of the local cloud's control port; its endpoint and its profiles dev, staging and wrong come
from the AWS config files that the environment names. Prints one line of JSON for each step, {"step": ..., "got": ...};
what is refused is told as "<code> <HTTP status>".
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest import mock
from urllib.request import Request, urlopen

import boto3
from botocore.exceptions import ClientError

Step = tuple[str, object]

HOME = "us-east-1"
AWAY = "eu-west-1"


def client(service: str, profile: str = "dev", region: str = HOME) -> Any:
    """A client of one service; boto3 has no types of its own."""
    return boto3.Session(profile_name=profile).client(service, region_name=region)


def refusal(call: Callable[..., object], **parameters: object) -> str:
    """What botocore makes of an answer that refuses a call."""
    try:
        call(**parameters)
    except ClientError as error:
        return f"{error.response['Error']['Code']} {error.response['ResponseMetadata']['HTTPStatusCode']}"
    return "carried out"


def pages(of: Any, operation: str, size: int, **parameters: object) -> Iterator[dict[str, Any]]:
    """The pages that a paginator of botocore makes."""
    return iter(of.get_paginator(operation).paginate(PaginationConfig={"PageSize": size}, **parameters))


def instance_state(ec2: Any, instance_id: str) -> str:
    answer = ec2.describe_instances(InstanceIds=[instance_id])
    name: str = answer["Reservations"][0]["Instances"][0]["State"]["Name"]
    return name


def identities() -> Iterator[Step]:
    sts = client("sts")
    yield "caller", sts.get_caller_identity()["Arn"]
    role = sts.assume_role(RoleArn="arn:aws:iam::333333333333:role/reader", RoleSessionName="judge")
    keys = role["Credentials"]
    assumed = boto3.Session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    ).client("sts", region_name=HOME, endpoint_url=sts.meta.endpoint_url)
    yield "caller in a role", assumed.get_caller_identity()["Arn"]
    yield "regions", [region["RegionName"] for region in client("ec2").describe_regions()["Regions"]]
    yield "wrong keys for EC2", refusal(client("ec2", "wrong").describe_regions)
    yield "wrong keys for STS", refusal(client("sts", "wrong").get_caller_identity)
    yield "wrong keys for Auto Scaling", refusal(client("autoscaling", "wrong").describe_auto_scaling_groups)
    yield "wrong keys for SSM", refusal(client("ssm", "wrong").describe_parameters)


def reads() -> Iterator[Step]:
    """What the sample world has, by pages; the ids of what has ids."""
    ec2 = client("ec2")
    images = list(pages(ec2, "describe_images", 10, Owners=["self"]))
    yield "largest page of images", max(len(page["Images"]) for page in images)
    yield "images", [image["ImageId"] for page in images for image in page["Images"]]
    instances = [
        instance["InstanceId"]
        for page in pages(ec2, "describe_instances", 5)
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    ]
    yield "instances", instances
    snapshots = pages(ec2, "describe_snapshots", 20, OwnerIds=["self"])
    yield "snapshots", [snapshot["SnapshotId"] for page in snapshots for snapshot in page["Snapshots"]]
    volumes = pages(ec2, "describe_volumes", 5)
    yield "volumes", [volume["VolumeId"] for page in volumes for volume in page["Volumes"]]
    fleets = pages(ec2, "describe_fleets", 1)
    yield "fleets", [fleet["FleetId"] for page in fleets for fleet in page["Fleets"]]
    requests = pages(ec2, "describe_spot_fleet_requests", 1)
    yield (
        "spot fleet requests",
        [request["SpotFleetRequestId"] for page in requests for request in page["SpotFleetRequestConfigs"]],
    )
    types = pages(ec2, "describe_instance_type_offerings", 5, LocationType="availability-zone")
    offered = [offering for page in types for offering in page["InstanceTypeOfferings"]]
    yield "zones of t3.micro", [each["Location"] for each in offered if each["InstanceType"] == "t3.micro"]
    tasks = pages(ec2, "describe_replace_root_volume_tasks", 5)
    yield "root volumes being replaced", [task for page in tasks for task in page["ReplaceRootVolumeTasks"]]
    autoscaling = client("autoscaling")
    configurations = pages(autoscaling, "describe_launch_configurations", 1)
    yield (
        "launch configurations",
        [
            configuration["LaunchConfigurationName"]
            for page in configurations
            for configuration in page["LaunchConfigurations"]
        ],
    )
    refreshes = autoscaling.describe_instance_refreshes(AutoScalingGroupName="web-dev")["InstanceRefreshes"]
    yield "instance refreshes", [refresh["Status"] for refresh in refreshes]


def lives() -> Iterator[Step]:
    """From an image to an instance to images of it, with a waiter at every state on the way."""
    ec2 = client("ec2")
    usable = [{"Name": "state", "Values": ["available"]}, {"Name": "architecture", "Values": ["x86_64"]}]
    base = ec2.describe_images(Owners=["self"], Filters=usable)["Images"][0]["ImageId"]
    run = ec2.run_instances(ImageId=base, InstanceType="t3.micro", MinCount=1, MaxCount=1)["Instances"][0]
    instance_id: str = run["InstanceId"]
    yield "state after the launch", run["State"]["Name"]
    yield "image of what was launched", run["ImageId"] == base
    ec2.get_waiter("instance_running").wait(InstanceIds=[instance_id])
    yield "state after instance_running", instance_state(ec2, instance_id)
    attached = [{"Name": "attachment.instance-id", "Values": [instance_id]}]
    volume_id = ec2.describe_volumes(Filters=attached)["Volumes"][0]["VolumeId"]
    ec2.get_waiter("volume_in_use").wait(VolumeIds=[volume_id])
    yield "stopping", ec2.stop_instances(InstanceIds=[instance_id])["StoppingInstances"][0]["CurrentState"]
    ec2.get_waiter("instance_stopped").wait(InstanceIds=[instance_id])
    yield "state after instance_stopped", instance_state(ec2, instance_id)

    tags = [
        {"ResourceType": kind, "Tags": [{"Key": "Kind", "Value": kind}]} for kind in ("image", "snapshot")
    ]
    made = ec2.create_image(InstanceId=instance_id, Name="made by boto3", TagSpecifications=tags)["ImageId"]
    yield (
        "a second image of that name",
        refusal(ec2.create_image, InstanceId=instance_id, Name="made by boto3"),
    )
    yield "state of the new image", ec2.describe_images(ImageIds=[made])["Images"][0]["State"]
    ec2.get_waiter("image_available").wait(ImageIds=[made])
    image = ec2.describe_images(ImageIds=[made])["Images"][0]
    yield "image that was made", {key: image[key] for key in ("Name", "State", "OwnerId", "Tags")}
    yield "what it was made from", image["SourceInstanceId"] == instance_id
    disk = image["BlockDeviceMappings"][0]
    snapshot_id = disk["Ebs"]["SnapshotId"]
    ec2.get_waiter("snapshot_completed").wait(SnapshotIds=[snapshot_id])
    snapshot = ec2.describe_snapshots(SnapshotIds=[snapshot_id])["Snapshots"][0]
    yield "snapshot that was made", {key: snapshot[key] for key in ("State", "Progress", "Tags")}

    registered = ec2.register_image(
        Name="registered by boto3",
        Architecture="x86_64",
        VirtualizationType="hvm",
        RootDeviceName="/dev/sda1",
        BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": {"SnapshotId": snapshot_id}}],
    )["ImageId"]
    ec2.get_waiter("image_available").wait(ImageIds=[registered])
    by_snapshot = [{"Name": "block-device-mapping.snapshot-id", "Values": [snapshot_id]}]
    both = ec2.describe_images(Owners=["self"], Filters=by_snapshot)["Images"]
    yield "images that share the snapshot", sorted(each["Name"] for each in both)

    away = client("ec2", region=AWAY)
    copied = away.copy_image(
        SourceRegion=HOME, SourceImageId=made, Name="copied by boto3", CopyImageTags=True
    )
    away.get_waiter("image_available").wait(ImageIds=[copied["ImageId"]])
    copy = away.describe_images(ImageIds=[copied["ImageId"]])["Images"][0]
    yield "copy", {key: copy[key] for key in ("Name", "State", "SourceImageRegion", "Tags")}
    yield "source of the copy", copy["SourceImageId"] == made
    yield from sharing(ec2, made)
    yield from tagging(ec2, made)

    yield "starting", ec2.start_instances(InstanceIds=[instance_id])["StartingInstances"][0]["CurrentState"]
    ec2.get_waiter("instance_running").wait(InstanceIds=[instance_id])
    ended = ec2.terminate_instances(InstanceIds=[instance_id])["TerminatingInstances"][0]
    yield "ending", ended["CurrentState"]
    ec2.get_waiter("instance_terminated").wait(InstanceIds=[instance_id])
    yield "state after instance_terminated", instance_state(ec2, instance_id)
    yield "start after the end", refusal(ec2.start_instances, InstanceIds=[instance_id])
    yield from ends(ec2, made, registered, snapshot_id)


def ends(ec2: Any, made: str, registered: str, snapshot_id: str) -> Iterator[Step]:
    """Two images that share a snapshot, from their deprecation to their end, and a volume that outlived its instance."""
    later = datetime(2030, 1, 2, 3, 4, tzinfo=timezone.utc)
    ec2.enable_image_deprecation(ImageId=made, DeprecateAt=later)
    yield "deprecation", ec2.describe_images(ImageIds=[made])["Images"][0]["DeprecationTime"]
    ec2.disable_image_deprecation(ImageId=made)
    yield "deprecation after its end", "DeprecationTime" in ec2.describe_images(ImageIds=[made])["Images"][0]
    past = datetime(2020, 1, 1, tzinfo=timezone.utc)
    yield "deprecation in the past", refusal(ec2.enable_image_deprecation, ImageId=made, DeprecateAt=past)

    ec2.disable_image(ImageId=made)
    yield "images that are not disabled", ec2.describe_images(ImageIds=[made])["Images"]
    disabled = ec2.describe_images(ImageIds=[made], IncludeDisabled=True)["Images"]
    yield "disabled image", [each["State"] for each in disabled]
    yield "image that is disabled again", refusal(ec2.disable_image, ImageId=made)
    ec2.enable_image(ImageId=made)
    yield "enabled image", ec2.describe_images(ImageIds=[made])["Images"][0]["State"]

    yield "protection", ec2.enable_image_deregistration_protection(ImageId=made)["Return"]
    yield "end of a protected image", refusal(ec2.deregister_image, ImageId=made)
    yield "protection after its end", ec2.disable_image_deregistration_protection(ImageId=made)["Return"]

    permission = {"SnapshotId": snapshot_id, "Attribute": "createVolumePermission"}
    ec2.modify_snapshot_attribute(**permission, OperationType="add", UserIds=["222222222222"])
    yield "permissions of the snapshot", ec2.describe_snapshot_attribute(**permission)["CreateVolumePermissions"]

    yield "snapshot in use", refusal(ec2.delete_snapshot, SnapshotId=snapshot_id)
    first = ec2.deregister_image(ImageId=registered, DeleteAssociatedSnapshots=True)
    yield "snapshot of two images", [each["ReturnCode"] for each in first["DeleteSnapshotResults"]]
    ec2.deregister_image(ImageId=made)
    yield "end of an image that has ended", refusal(ec2.deregister_image, ImageId=made)
    ec2.delete_snapshot(SnapshotId=snapshot_id)
    yield "snapshot after its end", refusal(ec2.describe_snapshots, SnapshotIds=[snapshot_id])

    usable = [{"Name": "state", "Values": ["available"]}, {"Name": "architecture", "Values": ["x86_64"]}]
    disk = {"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 3, "DeleteOnTermination": False}}
    run = ec2.run_instances(
        ImageId=ec2.describe_images(Owners=["self"], Filters=usable)["Images"][0]["ImageId"],
        InstanceType="t3.micro",
        MinCount=1,
        MaxCount=1,
        BlockDeviceMappings=[disk],
    )["Instances"][0]
    ec2.get_waiter("instance_running").wait(InstanceIds=[run["InstanceId"]])
    attached = [
        {"Name": "attachment.instance-id", "Values": [run["InstanceId"]]},
        {"Name": "attachment.delete-on-termination", "Values": ["false"]},
    ]
    volume_id = ec2.describe_volumes(Filters=attached)["Volumes"][0]["VolumeId"]
    yield "volume in use", refusal(ec2.delete_volume, VolumeId=volume_id)
    ec2.terminate_instances(InstanceIds=[run["InstanceId"]])
    ec2.get_waiter("volume_available").wait(VolumeIds=[volume_id])
    ec2.delete_volume(VolumeId=volume_id)
    ec2.get_waiter("volume_deleted").wait(VolumeIds=[volume_id])
    yield "volume after its end", refusal(ec2.describe_volumes, VolumeIds=[volume_id])


def sharing(ec2: Any, image_id: str) -> Iterator[Step]:
    staging = client("ec2", "staging")
    yield "image that is not shared", staging.describe_images(ImageIds=[image_id])["Images"]
    permission = {"Add": [{"UserId": "222222222222"}]}
    ec2.modify_image_attribute(ImageId=image_id, LaunchPermission=permission)
    attribute = ec2.describe_image_attribute(ImageId=image_id, Attribute="launchPermission")
    yield "launch permissions", attribute["LaunchPermissions"]
    shared = staging.describe_images(ImageIds=[image_id], ExecutableUsers=["self"])["Images"]
    yield "shared image", [(image["Name"], image["OwnerId"]) for image in shared]


def tagging(ec2: Any, image_id: str) -> Iterator[Step]:
    keys = [f"key-{number}" for number in range(7)]
    ec2.create_tags(Resources=[image_id], Tags=[{"Key": key, "Value": "über 🍞 <&>"} for key in keys])
    of_image = [{"Name": "resource-id", "Values": [image_id]}, {"Name": "key", "Values": ["key-*"]}]
    found = [tag for page in pages(ec2, "describe_tags", 5, Filters=of_image) for tag in page["Tags"]]
    yield "tags", [(tag["Key"], tag["Value"], tag["ResourceType"]) for tag in found]
    ec2.delete_tags(Resources=[image_id], Tags=[{"Key": key} for key in keys])
    yield "tags after their end", ec2.describe_tags(Filters=of_image)["Tags"]
    reserved = [{"Key": "aws:mine", "Value": ""}]
    yield "reserved tag", refusal(ec2.create_tags, Resources=[image_id], Tags=reserved)


def refusals() -> Iterator[Step]:
    ec2 = client("ec2")
    yield "unknown image", refusal(ec2.describe_images, ImageIds=["ami-00000000"])
    yield "malformed image", refusal(ec2.describe_images, ImageIds=["x"])
    yield "unknown filter", refusal(ec2.describe_instances, Filters=[{"Name": "colour", "Values": ["red"]}])
    yield "dry run", refusal(ec2.describe_images, DryRun=True)
    yield (
        "launch of an unknown image",
        refusal(ec2.run_instances, ImageId="ami-00000000", MinCount=1, MaxCount=1),
    )


def templates() -> Iterator[Step]:
    ec2 = client("ec2")
    name = "made-by-boto3"
    data = {"ImageId": ec2.describe_images(Owners=["self"])["Images"][0]["ImageId"]}
    ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=data)
    for kind in ("t3.small", "t3.large"):
        ec2.create_launch_template_version(
            LaunchTemplateName=name,
            SourceVersion="1",
            VersionDescription=kind,
            LaunchTemplateData={"InstanceType": kind},
        )
    ec2.modify_launch_template(LaunchTemplateName=name, DefaultVersion="2")
    found = [
        template
        for page in pages(ec2, "describe_launch_templates", 2)
        for template in page["LaunchTemplates"]
        if template["LaunchTemplateName"] == name
    ]
    yield "launch template", [(each["DefaultVersionNumber"], each["LatestVersionNumber"]) for each in found]
    versions = [
        version
        for page in pages(ec2, "describe_launch_template_versions", 1, LaunchTemplateName=name)
        for version in page["LaunchTemplateVersions"]
    ]
    yield (
        "versions of it",
        sorted(
            (
                version["VersionNumber"],
                version["DefaultVersion"],
                version["LaunchTemplateData"].get("InstanceType", ""),
                version["LaunchTemplateData"]["ImageId"] == data["ImageId"],
            )
            for version in versions
        ),
    )
    yield "unknown launch template", refusal(ec2.describe_launch_templates, LaunchTemplateNames=["none"])


def groups() -> Iterator[Step]:
    autoscaling = client("autoscaling")
    settings = {
        "LaunchTemplate": {"LaunchTemplateName": "made-by-boto3", "Version": "$Latest"},
        "MinSize": 0,
        "MaxSize": 1,
        "AvailabilityZones": [f"{HOME}a"],
    }
    names = [f"made-by-boto3-{number}" for number in range(3)]
    for name in names:
        autoscaling.create_auto_scaling_group(AutoScalingGroupName=name, **settings)
    autoscaling.update_auto_scaling_group(AutoScalingGroupName=names[1], MaxSize=7, DesiredCapacity=0)
    found = [
        group
        for page in pages(autoscaling, "describe_auto_scaling_groups", 1)
        for group in page["AutoScalingGroups"]
        if group["AutoScalingGroupName"] in names
    ]
    yield (
        "groups",
        [
            (group["AutoScalingGroupName"], group["MaxSize"], group["LaunchTemplate"]["Version"])
            for group in found
        ],
    )
    again = {"AutoScalingGroupName": names[0], **settings}
    yield "a second group of a name", refusal(autoscaling.create_auto_scaling_group, **again)
    yield "unknown group", refusal(autoscaling.update_auto_scaling_group, AutoScalingGroupName="none")


def parameters() -> Iterator[Step]:
    ssm = client("ssm")
    for number in range(12):
        ssm.put_parameter(Name=f"/boto3/{number:02}", Value=str(number), Type="String")
    for value in ("old", "new"):
        put = ssm.put_parameter(Name="/boto3/secret", Value=value, Type="SecureString", Overwrite=True)
    yield "version that was put", put["Version"]
    ssm.label_parameter_version(Name="/boto3/secret", ParameterVersion=1, Labels=["first"])
    clear = ssm.get_parameter(Name="/boto3/secret:first", WithDecryption=True)["Parameter"]
    yield "labelled version", (clear["Value"], clear["Version"])
    yield (
        "secret in the clear without asking",
        ssm.get_parameter(Name="/boto3/secret")["Parameter"]["Value"] in ("old", "new"),
    )
    several = ssm.get_parameters(Names=["/boto3/03", "/none"])
    yield "several", ([each["Value"] for each in several["Parameters"]], several["InvalidParameters"])
    below = pages(ssm, "get_parameters_by_path", 5, Path="/boto3", Recursive=True)
    yield "by path", sorted(each["Name"] for page in below for each in page["Parameters"])
    history = pages(ssm, "get_parameter_history", 1, Name="/boto3/secret", WithDecryption=True)
    yield "history", [(each["Value"], each["Labels"]) for page in history for each in page["Parameters"]]
    secrets = [{"Key": "Type", "Values": ["SecureString"]}, {"Key": "Path", "Values": ["/boto3"]}]
    described = pages(ssm, "describe_parameters", 1, ParameterFilters=secrets)
    yield "described", [each["Name"] for page in described for each in page["Parameters"]]
    yield "unknown parameter", refusal(ssm.get_parameter, Name="/none")
    yield (
        "a second parameter of a name",
        refusal(ssm.put_parameter, Name="/boto3/00", Value="again", Type="String"),
    )


PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICMK4hCkfs+mZgAaYJPNC6Af1zPcC2uUUL7sR95EOJXA"


def networks() -> Iterator[Step]:
    """The default network, and a security group from its making to its end."""
    ec2 = client("ec2")
    vpcs = [vpc for page in pages(ec2, "describe_vpcs", 5) for vpc in page["Vpcs"]]
    yield "VPCs", [(vpc["IsDefault"], vpc["CidrBlock"]) for vpc in vpcs]
    subnets = [subnet for page in pages(ec2, "describe_subnets", 5) for subnet in page["Subnets"]]
    yield "subnets", sorted((subnet["AvailabilityZone"], subnet["DefaultForAz"]) for subnet in subnets)
    group_id: str = ec2.create_security_group(GroupName="by boto3", Description="a test")["GroupId"]
    ec2.get_waiter("security_group_exists").wait(GroupIds=[group_id])
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    rules = [{**ssh, "IpRanges": [{"CidrIp": "192.0.2.7/32"}], "Ipv6Ranges": [{"CidrIpv6": "2001:db8::7/128"}]}]
    made = ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=rules)
    yield "rules that were made", sorted(cidr_of(rule) for rule in made["SecurityGroupRules"])
    again = {"GroupId": group_id, "IpPermissions": rules}
    yield "the same rules again", refusal(ec2.authorize_security_group_ingress, **again)
    of_group = [{"Name": "group-id", "Values": [group_id]}]
    found = pages(ec2, "describe_security_group_rules", 5, Filters=of_group)
    yield "rules", sorted(cidr_of(rule) for page in found for rule in page["SecurityGroupRules"])
    ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=[{**ssh, "IpRanges": rules[0]["IpRanges"]}])
    groups = pages(ec2, "describe_security_groups", 5, Filters=of_group)
    left = [permission for page in groups for group in page["SecurityGroups"] for permission in group["IpPermissions"]]
    yield "what is left of them", [(each["IpRanges"], each["Ipv6Ranges"]) for each in left]
    ec2.delete_security_group(GroupId=group_id)
    yield "group after its end", refusal(ec2.describe_security_groups, GroupIds=[group_id])


def cidr_of(rule: dict[str, Any]) -> str:
    cidr: str = rule.get("CidrIpv4") or rule.get("CidrIpv6") or "?"
    return cidr


def test_instances() -> Iterator[Step]:
    """An instance that somebody gets in to: key pairs, status, attributes, console, EC2 Instance Connect."""
    ec2 = client("ec2")
    ec2.import_key_pair(KeyName="mine", PublicKeyMaterial=PUBLIC_KEY.encode())
    ec2.get_waiter("key_pair_exists").wait(KeyNames=["mine"])
    made = ec2.create_key_pair(KeyName="made", KeyType="ed25519")
    yield "private key", made["KeyMaterial"].splitlines()[0]
    described = ec2.describe_key_pairs(KeyNames=["mine"], IncludePublicKey=True)["KeyPairs"]
    yield "key pair", [(pair["KeyType"], pair["PublicKey"]) for pair in described]
    ec2.delete_key_pair(KeyName="made")
    yield "key pair after its end", refusal(ec2.describe_key_pairs, KeyNames=["made"])
    usable = [{"Name": "state", "Values": ["available"]}, {"Name": "architecture", "Values": ["x86_64"]}]
    image_id = ec2.describe_images(Owners=["self"], Filters=usable)["Images"][0]["ImageId"]
    run = ec2.run_instances(
        ImageId=image_id,
        InstanceType="t3.micro",
        MinCount=1,
        MaxCount=1,
        KeyName="mine",
        UserData="#cloud-config\n",
        InstanceInitiatedShutdownBehavior="terminate",
        MetadataOptions={"HttpTokens": "required"},
    )["Instances"][0]
    instance_id: str = run["InstanceId"]
    yield "groups of what was launched", [group["GroupName"] for group in run["SecurityGroups"]]
    ec2.get_waiter("instance_status_ok").wait(InstanceIds=[instance_id])
    statuses = [
        status["InstanceId"]
        for page in pages(ec2, "describe_instance_status", 5)
        for status in page["InstanceStatuses"]
    ]
    yield "status of what was launched", instance_id in statuses
    user_data = ec2.describe_instance_attribute(InstanceId=instance_id, Attribute="userData")
    yield "user data", user_data["UserData"]["Value"]
    ec2.modify_instance_attribute(InstanceId=instance_id, DisableApiTermination={"Value": True})
    yield "end of a protected one", refusal(ec2.terminate_instances, InstanceIds=[instance_id])
    ec2.modify_instance_attribute(InstanceId=instance_id, DisableApiTermination={"Value": False})
    yield "console", instance_id in ec2.get_console_output(InstanceId=instance_id)["Output"]
    connect = client("ec2-instance-connect")
    key = {"InstanceOSUser": "admin", "SSHPublicKey": PUBLIC_KEY}
    yield "key that was sent", connect.send_ssh_public_key(InstanceId=instance_id, **key)["Success"]
    ec2.terminate_instances(InstanceIds=[instance_id])
    yield "key for what is ending", refusal(connect.send_ssh_public_key, InstanceId=instance_id, **key)


def bins(control: str) -> Iterator[Step]:
    """An image that is deregistered and comes back, and what refers to images."""
    ec2, rbin = client("ec2"), client("rbin")
    week = {"RetentionPeriodValue": 7, "RetentionPeriodUnit": "DAYS"}
    kept = {"Stage": [{"ResourceTagKey": "Stage", "ResourceTagValue": "prod"}]}
    rules = [
        rbin.create_rule(RetentionPeriod=week, ResourceType="EC2_IMAGE", Description="all"),
        rbin.create_rule(
            RetentionPeriod=week,
            ResourceType="EBS_SNAPSHOT",
            ExcludeResourceTags=[{"ResourceTagKey": "Volatile"}],
        ),
        rbin.create_rule(RetentionPeriod=week, ResourceType="EBS_SNAPSHOT", ResourceTags=kept["Stage"]),
    ]
    yield "state of a new rule", rules[0]["Status"]
    pass_time(control, 60)
    yield "state of a rule", rbin.get_rule(Identifier=rules[0]["Identifier"])["Status"]
    yield "tags of a rule", rbin.get_rule(Identifier=rules[1]["Identifier"])["ExcludeResourceTags"]
    listed = pages(rbin, "list_rules", 1, ResourceType="EBS_SNAPSHOT")
    yield "rules of snapshots", len([rule for page in listed for rule in page["Rules"]])
    own = ec2.describe_images(Owners=["self"], Filters=[{"Name": "state", "Values": ["available"]}])["Images"]
    image = next(image for image in own if image["DeregistrationProtection"] == "disabled")
    image_id, snapshot_id = image["ImageId"], image["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]
    ec2.deregister_image(ImageId=image_id, DeleteAssociatedSnapshots=True)
    images = ec2.list_images_in_recycle_bin()["Images"]
    yield "images in the bin", [each["ImageId"] == image_id for each in images]
    stay = images[0]["RecycleBinExitTime"] - images[0]["RecycleBinEnterTime"]
    yield "days in the bin", stay.days
    snapshots = pages(ec2, "list_snapshots_in_recycle_bin", 5)
    yield "snapshots in the bin", [each["SnapshotId"] == snapshot_id for page in snapshots for each in page["Snapshots"]]
    yield "image before its snapshot", refusal(ec2.restore_image_from_recycle_bin, ImageId=image_id)
    yield "snapshot that is back", ec2.restore_snapshot_from_recycle_bin(SnapshotId=snapshot_id)["State"]
    yield "image that is back", ec2.restore_image_from_recycle_bin(ImageId=image_id)["Return"]
    back = ec2.describe_images(ImageIds=[image_id])["Images"][0]
    yield "what is back is what it was", back["Tags"] == image["Tags"] and back["State"] == "available"
    rbin.delete_rule(Identifier=rules[0]["Identifier"])
    yield "rule after its end", refusal(rbin.get_rule, Identifier=rules[0]["Identifier"])
    yield "wrong rule", refusal(rbin.create_rule, RetentionPeriod={**week, "RetentionPeriodValue": 400}, ResourceType="EC2_IMAGE")
    versions = ec2.describe_launch_template_versions(Versions=["$Latest"])["LaunchTemplateVersions"]
    used = next(
        version["LaunchTemplateData"]["ImageId"]
        for version in versions
        if version["LaunchTemplateData"].get("ImageId", "").startswith("ami-")
    )
    found = pages(ec2, "describe_image_references", 5, ImageIds=[used], IncludeAllResourceTypes=True)
    types = {reference["ResourceType"] for page in found for reference in page["ImageReferences"]}
    yield "what refers to an image", "ec2:LaunchTemplate" in types
    yield "references of nothing", refusal(ec2.describe_image_references, ImageIds=[used])
    ssm = client("ssm")
    ssm.put_parameter(Name="/boto3/short", Value="lived", Type="String")
    ssm.delete_parameter(Name="/boto3/short")
    yield "parameter after its end", refusal(ssm.delete_parameter, Name="/boto3/short")


def pass_time(control: str, seconds: float) -> None:
    """Moves the clock of the local cloud on."""
    with urlopen(control) as answer:
        now = datetime.fromisoformat(json.load(answer)["now"])
    later = (now + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    urlopen(Request(f"{control}/clock", data=json.dumps({"now": later}).encode(), method="POST")).close()


def main(control: str) -> None:
    # A waiter sleeps by the clock of the local cloud, so that it waits as long as it would for AWS.
    with mock.patch("botocore.waiter.time.sleep", lambda seconds: pass_time(control, seconds)):
        for part in (identities, reads, lives, refusals, networks, test_instances, templates, groups, parameters):
            for step, got in part():
                print(json.dumps({"step": step, "got": got}), flush=True)
        for step, got in bins(control):
            print(json.dumps({"step": step, "got": got}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
