# What all services have in common. This file is the same in the folder of each: Packer reads one folder at a time.

variable "environment" {
  type        = string
  description = "Where the image is for: dev, staging, prod."
  default     = "dev"
}

variable "region" {
  type        = string
  description = "Where it is baked, such as eu-central-1."
}

variable "source_cidr" {
  type        = string
  description = "Who may connect to the instance while it is baked: your own address, such as 192.0.2.7/32."
  validation {
    condition     = var.source_cidr != "" && regex_replace(var.source_cidr, "^[0-9a-fA-F.:]+/[1-9][0-9]*$", "") == ""
    error_message = "The source_cidr must be an address such as 192.0.2.7/32."
  }
}

variable "image_version" {
  type        = string
  description = "The version of the image. The time of the bake when empty."
  default     = ""
}

variable "instance_type" {
  type        = string
  description = "What the image is baked on."
  default     = "t3.small"
}

variable "subnet_id" {
  type        = string
  description = "Where the instance is. A subnet of the default VPC when empty."
  default     = ""
}

variable "ssh_username" {
  type        = string
  description = "Who the base image lets in."
  default     = "admin"
}

variable "ssh_timeout" {
  type        = string
  description = "How long the instance may take until it can be connected to."
  default     = "5m"
}

variable "auto_cleanup" {
  type        = string
  description = "Whether the scheduled cleanup may delete the image once nothing uses it: true or false."
  default     = "true"
}

variable "contract" {
  type        = string
  description = "Id of the contract that the user data of the image must fulfil."
  default     = ""
}

variable "git_commit" {
  type        = string
  description = "What is baked."
  default     = ""
}

variable "bake_id" {
  type        = string
  description = "By which everything is found that the bake makes in AWS."
  default     = ""
}

variable "ec2_endpoint" {
  type        = string
  description = "Address of EC2, if it is not that of AWS."
  default     = ""
}

variable "ssh_keypair_name" {
  type        = string
  description = "Key pair that lets you in to the instance. A new one, which Packer deletes again, when empty."
  default     = ""
}

variable "ssh_private_key_file" {
  type        = string
  description = "Path of the private half of that key pair."
  default     = ""
}

variable "package_list" {
  type        = string
  description = "File for the list of packages of the image."
  default     = ""
}

variable "ansible_arguments" {
  type        = list(string)
  description = "More arguments for ansible-playbook."
  default     = []
}

locals {
  baked_at      = timestamp()
  stamp         = formatdate("YYYYMMDD-hhmmss", local.baked_at)
  image_version = var.image_version == "" ? local.stamp : var.image_version
  image_name    = var.image_version == "" ? "${local.service}-${local.stamp}" : "${local.service}-${var.image_version}-${local.stamp}"

  image_tags = {
    Name        = local.image_name
    Service     = local.service
    Environment = var.environment
    Version     = local.image_version
    AutoCleanup = var.auto_cleanup
    BaseAMI     = "{{ .SourceAMI }}"
    BaseAMIName = "{{ .SourceAMIName }}"
    GitCommit   = var.git_commit
    Template    = "packer/${local.service}"
    Playbook    = "ansible/${local.playbook}"
    Contract    = var.contract
  }

  # By these whatever a bake leaves behind is found again.
  run_tags = {
    Name                 = "bake ${local.image_name}"
    "ami-bakery:purpose" = "bake"
    "ami-bakery:bake"    = var.bake_id
  }
}

source "amazon-ebs" "image" {
  region                 = var.region
  custom_endpoint_ec2    = var.ec2_endpoint
  skip_region_validation = var.ec2_endpoint != ""

  source_ami_filter {
    filters = {
      name                = "debian-12-amd64-*"
      architecture        = "x86_64"
      root-device-type    = "ebs"
      virtualization-type = "hvm"
    }
    # Debian: https://wiki.debian.org/Cloud/AmazonEC2Image/Bookworm
    owners      = ["136693071363"]
    most_recent = true
  }

  instance_type               = var.instance_type
  subnet_id                   = var.subnet_id
  associate_public_ip_address = true

  temporary_security_group_source_cidrs = [var.source_cidr]
  ssh_username                          = var.ssh_username
  ssh_timeout                           = var.ssh_timeout
  ssh_clear_authorized_keys             = true
  ssh_keypair_name                      = var.ssh_keypair_name
  ssh_private_key_file                  = var.ssh_private_key_file
  # What has this name is cleared out of the image, whoever has made it.
  temporary_key_pair_name = var.ssh_keypair_name

  # An instance that nobody ends any more ends itself.
  shutdown_behavior = "terminate"
  user_data         = "#!/bin/sh\nshutdown -P +120\n"

  ami_name        = local.image_name
  ami_description = "${local.service} ${local.image_version}, baked with Packer"
  tags            = local.image_tags
  snapshot_tags   = local.image_tags
  # Who finishes a bake by hand, knows by the instance which tags its image gets.
  run_tags        = merge(local.run_tags, { for name, value in local.image_tags : "image:${name}" => value })
  run_volume_tags = local.run_tags
}
