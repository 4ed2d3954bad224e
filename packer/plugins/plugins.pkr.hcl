# For Packer 1.10 and later, which has no plugins of its own: packer init packer/plugins
# In a folder of its own, because Packer before 1.7 refuses a template with this block.
packer {
  required_plugins {
    amazon = {
      source  = "github.com/hashicorp/amazon"
      version = ">= 1.3.0"
    }
    ansible = {
      source  = "github.com/hashicorp/ansible"
      version = ">= 1.1.0"
    }
  }
}
