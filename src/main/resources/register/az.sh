#!/bin/sh
# Registers Collection Sync in tenant @TENANT@ with a certificate, and grants its permissions.
# Run it as an administrator who may consent for the tenant (Privileged Role Administrator), with the Azure CLI.
set -eu
client='@CLIENT@'   # empty: a new application is registered
az cloud set --name @ENVIRONMENT@
az login --tenant '@TENANT@' --allow-no-subscriptions --output none

# 1. The application.
if [ -z "$client" ]; then
  client=$(az ad app create --display-name 'Collection Sync' --sign-in-audience AzureADMyOrg --query appId --output tsv)
  az ad sp create --id "$client" --output none
fi

# 2. A certificate, valid for a year. The file holds the private key: move it to the runtime's config folder.
file=$(az ad app credential reset --id "$client" --create-cert --years 1 --append \
  --query fileWithCertAndPrivateKey --output tsv)

# 3. The permissions, granted for the whole tenant.
az ad app permission add --id "$client" --api 00000003-0000-0000-c000-000000000000 --api-permissions \
@ROLES@
sleep 30   # a new application is not known everywhere at once
az ad app permission admin-consent --id "$client"

# 4. What belongs into config/application.properties.
echo "tenant.@NAME@.id = @TENANT@"
echo "tenant.@NAME@.client-id = $client"
echo "tenant.@NAME@.certificate-file = config/collection-sync.pem   (now $file)"
