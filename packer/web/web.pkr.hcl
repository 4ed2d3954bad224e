locals {
  service  = "web"
  playbook = "web.yml"
}

build {
  source "amazon-ebs.image" {
    name = "web"
  }

  provisioner "ansible" {
    playbook_file = "${path.root}/../../ansible/${local.playbook}"
    user          = var.ssh_username
    # The proxy of Packer's provisioner offers host keys that no current OpenSSH takes.
    use_proxy = false
    ansible_env_vars = [
      "ANSIBLE_CONFIG=${path.root}/../../ansible/ansible.cfg",
      # The instance is a minute old, and nobody can know its key.
      "ANSIBLE_HOST_KEY_CHECKING=False",
    ]
    extra_arguments = var.ansible_arguments
  }

  provisioner "shell" {
    inline = ["dpkg-query --show > /tmp/packages"]
  }

  provisioner "file" {
    direction   = "download"
    source      = "/tmp/packages"
    destination = var.package_list == "" ? "${path.root}/packages.txt" : var.package_list
  }

  post-processor "manifest" {
    output     = "${path.root}/manifest.json"
    strip_path = true
    custom_data = {
      bake       = var.bake_id
      git_commit = var.git_commit
    }
  }
}
